"""Names for the account ids that other services' rows carry."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from zizhu.common.web import AsStaff
from zizhu.common.wire import Body
from zizhu.identity.repository.names import names_of

router = APIRouter(prefix="/api/v1/identity/accounts", tags=["accounts"])
MOST = 500


class NamesIn(Body):
    """Whose names are wanted."""

    account_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]


class NameOut(BaseModel):
    account_id: UUID
    name: str


class Names(BaseModel):
    """Those that the caller may know; other ids are left out, whoever they belong to."""

    names: list[NameOut]


@router.post("/names")
async def name_accounts(caller: AsStaff, wanted: NamesIn) -> Names:
    """Tell the names of accounts.

    The school's account learns those of its whole school, other staff those inside their scope and
    their own.
    """
    own_id = caller.principal.account_id
    async with caller.transaction() as tx:
        found = await names_of(tx, caller.scope, own_id, wanted.account_ids)
    return Names(names=[NameOut(account_id=one, name=name) for one, name in found])
