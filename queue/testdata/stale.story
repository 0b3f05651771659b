# 屏幕是旧的：窗口人员在旧页面上按键，不能动到别人的号。
# A stale screen: keys pressed on an old page must not touch somebody else's number.

09:00  take A           -> A001, 0 ahead
09:00  take A           -> A002, 1 ahead
09:05  finish 1 A001    -> that ticket is no longer at this window
09:05  call 1           -> A001
09:06  finish 2 A001    -> that ticket is no longer at this window
09:06  again 2 A001     -> that ticket is no longer at this window
09:06  absent 2 A001    -> that ticket is no longer at this window
09:10  finish 1 A001    -> A001 finished, called 1×
09:10  finish 1 A001    -> that ticket is no longer at this window
09:10  again 1 A001     -> that ticket is no longer at this window
09:11  finish 1 A099    -> no such ticket
09:12  call 1           -> A002
