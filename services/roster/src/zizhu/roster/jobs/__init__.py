"""Roster's long work: checking an upload, writing it, exports, and what falls due by itself."""

from collections.abc import Mapping

from zizhu.common.jobs import JobRunner
from zizhu.roster.jobs.check import check_import
from zizhu.roster.jobs.commit import commit_import
from zizhu.roster.jobs.exports import export_students
from zizhu.roster.jobs.timers import TIMERS
from zizhu.roster.service.exports import EXPORT
from zizhu.roster.service.imports import FLOW

__all__ = ["RUNNERS", "TIMERS"]

RUNNERS: Mapping[str, JobRunner] = {
    FLOW.check: check_import,
    FLOW.commit: commit_import,
    EXPORT: export_students,
}
