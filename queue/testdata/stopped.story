# 窗口人员停了一条队：写明原因，当天不再发号；已经取号的照样叫；恢复后接着发。
# A clerk stops a line: the reason is shown, it is shut for the day; who waits is called all the same; resumed, it goes on.

09:00  take A           -> A001, 0 ahead
09:10  stop A 系统检修
09:11  take A           -> line closed: 系统检修, opens Tue 08:30
09:11  take B           -> B001, 0 ahead
12:30  take A           -> line closed: 系统检修, opens Tue 08:30
14:05  call 1           -> A001
14:10  resume A
14:11  take A           -> A002, 0 ahead
