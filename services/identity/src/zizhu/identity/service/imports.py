"""Starting an import of staff; an account has one at a time."""

from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Principal
from zizhu.common.database import Transaction
from zizhu.common.imports.flow import ImportFlow, Upload
from zizhu.common.imports.states import Import
from zizhu.common.keys import Keys
from zizhu.identity.repository.accounts import lock_account
from zizhu.identity.repository.imports import IMPORTS

FLOW = ImportFlow(IMPORTS, "staff")


async def start_import(
    tx: Transaction,
    keys: Keys,
    principal: Principal,
    upload: Upload,
    *,
    import_id: UUID,
    now: datetime,
) -> Import:
    """Keep an upload and queue its check; the same file again is the same import.

    Raises ImportUnderWay where another one of this account is not finished.
    """
    await lock_account(tx, principal.account_id)
    before = await IMPORTS.unfinished(tx, principal.scope.school_id, principal.account_id)
    return await FLOW.start(tx, keys, upload, import_id=import_id, now=now, before=before)
