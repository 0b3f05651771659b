# 重复呼叫：没听见的可以再叫，次数记下来；叫了几遍不来，记过号。
# Called again: who did not hear is called once more and each call counts; who does not come is marked absent.

09:00  take A           -> A001, 0 ahead
09:00  take A           -> A002, 1 ahead
09:05  call 1           -> A001
09:06  again 1 A001     -> A001 called, called 2×
09:07  again 1 A001     -> A001 called, called 3×
09:08  absent 1 A001    -> A001 absent, called 3×
09:08  again 1 A001     -> that ticket is no longer at this window
09:08  absent 1 A001    -> that ticket is no longer at this window
09:09  call 1           -> A002
