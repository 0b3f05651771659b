# 超过 999：号码多一位，不从头来。
# Beyond 999: the number grows by a digit and does not begin again.

08:30  issued A 998
09:00  take A           -> A999, 0 ahead
09:01  take A           -> A1000, 1 ahead
09:02  take A           -> A1001, 2 ahead
09:05  call 1           -> A999
