"""The bad rows of an import, for the workbook that the officer mends and imports again."""

from zizhu.common.database import Transaction
from zizhu.common.errors import Finding
from zizhu.common.joblist import list_findings
from zizhu.common.keys import Keys
from zizhu.common.workbook.table import Row
from zizhu.roster.domain.importing import Import
from zizhu.roster.domain.rows import HINT
from zizhu.roster.domain.staging import unpack
from zizhu.roster.errors.imports import ImportOver, NoBadRows
from zizhu.roster.repository import imports as repository
from zizhu.roster.service.vault import FIRST_BAD, ImportVault

_PAGE = 5_000


async def bad_rows(tx: Transaction, keys: Keys, one: Import) -> tuple[list[Row], list[Finding]]:
    """Return the bad rows as they stood in the sheet, and what is wrong with them.

    Raises:
        NoBadRows: there is none.
        ImportOver: they were forgotten already.
    """
    if not one.counts.get("bad"):
        raise NoBadRows("这次导入没有错误的行，无需下载错误文件。")
    vault = ImportVault(keys.ring, one)
    rows: list[Row] = []
    for seq in await repository.part_numbers(tx, one.id, at_least=FIRST_BAD):
        rows += unpack(await vault.take(tx, seq)).bad
    if not rows:
        raise ImportOver("错误的行已经清除，请重新上传文件。")
    bad = {row.number for row in rows}
    findings = [found for found in await _every_finding(tx, one) if found.row in bad]
    return rows, [found for found in findings if not found.message.startswith(HINT)]


async def _every_finding(tx: Transaction, one: Import) -> list[Finding]:
    findings: list[Finding] = []
    after = -1
    while page := await list_findings(tx, one.job_id, after=after, limit=_PAGE):
        findings += [finding for _, finding in page]
        after = page[-1][0]
    return findings
