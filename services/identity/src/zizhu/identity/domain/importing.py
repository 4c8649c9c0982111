"""A staff import's way from upload to accounts: states, the officer's choice, the refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from zizhu.identity.errors import (
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
    """Wait until all rows are good, or take the good ones now."""

    ALL_OR_NOTHING = "all_or_nothing"
    GOOD_ROWS_NOW = "good_rows_now"


@dataclass(frozen=True, slots=True)
class StaffImport:
    """One upload; `state` already says what became of its job."""

    id: UUID
    school_id: UUID
    account_id: UUID
    post_id: UUID
    state: ImportState
    filename: str
    content_digest: bytes
    wrapped_key: str
    job_id: UUID
    commit_job_id: UUID | None
    choice: Choice | None
    counts: Mapping[str, int]
    created_at: datetime
    closed_at: datetime | None


def check_choice(one: StaffImport, choice: Choice) -> None:
    """Refuse a choice that the import's state or rows do not allow.

    Raises ImportNotReady, ImportBeingWritten, ImportOver, BadRowsLeft, NothingToImport.
    """
    if one.state is ImportState.CHECKING:
        raise ImportNotReady("文件还在检查，请等检查完成后再选择。")
    if one.state is ImportState.COMMITTING:
        raise ImportBeingWritten("正在写入账号，请稍候。")
    if one.state is not ImportState.CHECKED:
        raise ImportOver("这次导入已经结束，请重新上传文件。")
    bad = one.counts.get("bad", 0) + one.counts.get("whole", 0)
    if choice is Choice.ALL_OR_NOTHING and bad:
        raise BadRowsLeft(
            f"还有 {bad} 处问题没有解决：请下载错误文件，改正后重新导入；或选择“先导入正确的行”。"
        )
    if one.counts.get("bad", 0) == one.counts.get("total", 0):
        raise NothingToImport("没有一行可以导入，请下载错误文件，改正后重新导入。")


def check_cancel(one: StaffImport) -> None:
    """Refuse a cancel where nothing is left to stop. Raises ImportBeingWritten, ImportOver."""
    if one.state is ImportState.COMMITTING:
        raise ImportBeingWritten("正在写入账号，不能取消。")
    if one.state not in OPEN:
        raise ImportOver("这次导入已经结束，无需取消。")
