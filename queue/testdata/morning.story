# 一个上午：先来的先叫，叫完为止。
# One morning: who came first is called first, until nobody waits.

08:29  take A           -> line closed: 还未上班, opens Mon 08:30
08:30  take A           -> A001, 0 ahead
08:31  take A           -> A002, 1 ahead
08:35  call 1           -> A001
08:40  finish 1 A001    -> A001 finished, called 1×
08:41  call 1           -> A002
08:41  take A           -> A003, 0 ahead
08:50  finish 1 A002    -> A002 finished, called 1×
08:51  call 1           -> A003
08:55  finish 1 A003    -> A003 finished, called 1×
08:56  call 1           -> nobody waiting
