# 号已发完：一条队每天只发两个号；中午也不许诺下午还有。
# No numbers left: the line gives two a day; not even at noon does it promise the afternoon.

08:30  cap A 2
09:00  take A           -> A001, 0 ahead
09:01  take A           -> A002, 1 ahead
09:02  take A           -> line closed: 今天的号已发完, opens Tue 08:30
09:02  take B           -> B001, 0 ahead
12:30  take A           -> line closed: 今天的号已发完, opens Tue 08:30
12:30  take B           -> line closed: 中午休息, opens Mon 14:00
14:00  take A           -> line closed: 今天的号已发完, opens Tue 08:30
