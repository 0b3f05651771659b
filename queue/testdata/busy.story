# 窗口还没办完：先说明上一位是办结还是过号，才能叫下一位。
# The window still serves somebody: how that ended must be said before the next is called.

09:00  take A           -> A001, 0 ahead
09:00  take A           -> A002, 1 ahead
09:05  call 1           -> A001
09:06  call 1           -> the window still serves somebody
09:07  call 2           -> A002
09:08  finish 1 A001    -> A001 finished, called 1×
09:09  call 1           -> nobody waiting
