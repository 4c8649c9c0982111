"""An import's way from upload to tables: its states, the officer's choice, and what is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from zizhu.common.imports.refusals import (
    BadRowsLeft,
    ImportBeingWritten,
    ImportNotReady,
    ImportOver,
    NothingToImport,
)


class ImportState(StrEnum):
    CHECKING = "checking"
    CHECKED = "checked"
    COMMITTING = "committing"
    COMMITTED = "committed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED = "expired"


OPEN = (ImportState.CHECKING, ImportState.CHECKED, ImportState.COMMITTING)


class Choice(StrEnum):
    """The officer's choice, each time anew: wait until all rows are good, or take the good ones."""

    ALL_OR_NOTHING = "all_or_nothing"
    GOOD_ROWS_NOW = "good_rows_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One upload; `state` already says what became of its job. A service may add facts of its own.

    `counts` after the check: `total` rows, `bad` ones among them, and `whole`: findings that
    concern the whole workbook.
    """

    id: UUID
    school_id: UUID
    account_id: UUID
    state: ImportState
    filename: str
    content_digest: bytes
    wrapped_key: str
    job_id: UUID
    commit_job_id: UUID | None = None
    choice: Choice | None = None
    counts: Mapping[str, int]
    created_at: datetime
    closed_at: datetime | None = None

    @property
    def bad(self) -> int:
        """How many rows are bad, as far as the check has come."""
        return self.counts.get("bad", 0)


def check_choice(one: Import, choice: Choice) -> None:
    """Refuse a choice that the import's state or rows do not allow.

    Raises:
        ImportNotReady, ImportBeingWritten, ImportOver, BadRowsLeft, NothingToImport.
    """
    if one.state is ImportState.CHECKING:
        raise ImportNotReady("文件还在检查，请等检查完成后再选择。")
    if one.state is ImportState.COMMITTING:
        raise ImportBeingWritten("这次导入正在写入，请稍候。")
    if one.state is not ImportState.CHECKED:
        raise ImportOver("这次导入已经结束，请重新上传文件。")
    wrong = one.bad + one.counts.get("whole", 0)
    if choice is Choice.ALL_OR_NOTHING and wrong:
        raise BadRowsLeft(
            f"还有 {wrong} 处问题没有解决：请下载错误文件，改正后重新导入；或选择“先导入正确的行”。"
        )
    if one.bad == one.counts.get("total", 0):
        raise NothingToImport("没有一行可以导入，请下载错误文件，改正后重新导入。")


def check_cancel(one: Import) -> None:
    """Refuse a cancel where there is nothing left to stop.

    Raises:
        ImportBeingWritten, ImportOver.
    """
    if one.state is ImportState.COMMITTING:
        raise ImportBeingWritten("这次导入正在写入，不能取消。")
    if one.state not in OPEN:
        raise ImportOver("这次导入已经结束，无需取消。")
