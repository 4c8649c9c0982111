"""Long work of identification: each runner claims a job's row and works in its own transactions."""

from collections.abc import Mapping

from zizhu.common.jobs import JobRunner
from zizhu.identification.jobs.differences import calculate_all
from zizhu.identification.jobs.exports import take_counts, take_list
from zizhu.identification.jobs.special_list import import_special_list
from zizhu.identification.service.kinds import (
    CALCULATE_ALL,
    IMPORT_SPECIAL_LIST,
    TAKE_COUNTS,
    TAKE_LIST,
)

JOBS: Mapping[str, JobRunner] = {
    CALCULATE_ALL: calculate_all,
    IMPORT_SPECIAL_LIST: import_special_list,
    TAKE_LIST: take_list,
    TAKE_COUNTS: take_counts,
}
