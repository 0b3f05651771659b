# 时钟不可信：不知道几点，也不知道是哪天，所以午休、下班、每日号数都不关队；只有窗口人员能停。
# The clock is in doubt: neither the hour nor the day is known, so neither hours nor cap close a line; only a clerk does.

08:30  cap A 1
09:00  take A           -> A001, 0 ahead
09:01  take A           -> line closed: 今天的号已发完, opens Tue 08:30
09:02  doubt A
12:30  take A           -> A002, 1 ahead
03:00  take A           -> A003, 2 ahead
03:01  stop A 系统检修
03:02  take A           -> line closed: 系统检修, nobody knows until when
03:03  resume A
03:04  doubt A
09:05  take A           -> line closed: 今天的号已发完, opens Tue 08:30
