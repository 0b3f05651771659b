# 午休：告诉居民为什么不发号、几点再开；下班后说明是哪一天再开。
# Lunch: a resident is told why there are no numbers and when there are again; in the evening, on which day.

11:59  take A           -> A001, 0 ahead
12:00  take A           -> line closed: 中午休息, opens Mon 14:00
13:59  take A           -> line closed: 中午休息, opens Mon 14:00
14:00  take A           -> A002, 1 ahead
14:05  call 1           -> A001
17:29  take A           -> A003, 1 ahead
17:30  take A           -> line closed: 今天已下班, opens Tue 08:30
