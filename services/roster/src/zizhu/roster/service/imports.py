"""Starting an import of the register; a school has one at a time."""

from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.imports.flow import ImportFlow, Upload
from zizhu.common.keys import Keys
from zizhu.roster.domain.importing import ImportKind, StudentImport
from zizhu.roster.repository.imports import IMPORTS
from zizhu.roster.repository.register import lock_register

FLOW = ImportFlow(IMPORTS, "students")


async def start_import(
    tx: Transaction,
    keys: Keys,
    scope: Scope,
    upload: Upload,
    *,
    kind: ImportKind,
    import_id: UUID,
    now: datetime,
) -> StudentImport:
    """Keep an upload and queue its check; the same file again is the same import.

    Raises:
        ImportUnderWay: another import of the school is not finished.
    """
    await lock_register(tx, scope.school_id)
    before = await IMPORTS.unfinished(tx, scope.school_id)
    return await FLOW.start(
        tx, keys, upload, import_id=import_id, now=now, before=before, kind=kind
    )
