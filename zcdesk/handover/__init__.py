"""Delivery: the package for the department, its verification and the recount."""
