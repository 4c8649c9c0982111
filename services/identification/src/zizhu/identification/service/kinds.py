"""The kinds of jobs that identification queues."""

CALCULATE_ALL = "differences.calculate_all"
IMPORT_SPECIAL_LIST = "special_list.import"
EVERY_KIND = (CALCULATE_ALL, IMPORT_SPECIAL_LIST)
