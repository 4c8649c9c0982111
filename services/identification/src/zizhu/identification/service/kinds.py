"""The kinds of jobs that identification queues."""

CALCULATE_ALL = "differences.calculate_all"
EVERY_KIND = (CALCULATE_ALL,)
