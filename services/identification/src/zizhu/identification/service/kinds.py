"""The kinds of jobs that identification queues."""

CALCULATE_ALL = "differences.calculate_all"
IMPORT_SPECIAL_LIST = "special_list.import"
TAKE_LIST = "list.export"
TAKE_COUNTS = "special_list.export"
EXPORTS = (TAKE_LIST, TAKE_COUNTS)
EVERY_KIND = (CALCULATE_ALL, IMPORT_SPECIAL_LIST, *EXPORTS)
