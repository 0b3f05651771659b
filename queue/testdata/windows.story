# 两个窗口办同一条队：同时按下也叫不到同一个人；三号窗口两条队都办，先来的先叫。
# Two windows serve one line: pressed at once they never call the same person; window 3 serves both lines, first come first served.

09:00  take A           -> A001, 0 ahead
09:00  take A           -> A002, 1 ahead
09:01  take B           -> B001, 0 ahead
09:02  take A           -> A003, 2 ahead
09:03  take B           -> B002, 1 ahead
09:05  call 1           -> A001
09:05  call 2           -> A002
09:05  call 3           -> B001
09:06  finish 3 B001    -> B001 finished, called 1×
09:06  call 3           -> A003
09:07  finish 3 A003    -> A003 finished, called 1×
09:07  finish 1 A001    -> A001 finished, called 1×
09:07  call 1           -> nobody waiting
09:08  call 3           -> B002
