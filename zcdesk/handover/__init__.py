"""Delivery: the package for the department, its verification and the recount."""

from zcdesk.handover.offline import keep_the_network_out

# Here, because a package is loaded before its modules, whichever of them comes first.
keep_the_network_out()
