"""One-click accounts and a page of codes: demo and test installations only."""

from fastapi import APIRouter

from zizhu.common.problems import problems
from zizhu.common.web import AsAnonymous
from zizhu.identity.api.desk import TheDesk
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.errors import AccountInvalid, NotInThisInstallation
from zizhu.identity.repository.limits import shown_codes
from zizhu.identity.schemas.activation import PhoneIn
from zizhu.identity.schemas.demo import DemoAccount, ShownCode
from zizhu.identity.service.codes import read_phone
from zizhu.identity.service.demo import check_shows, one_click_accounts

router = APIRouter(prefix="/api/v1/identity/demo", tags=["demo"])

_LATEST = 50


@router.get("/accounts", responses=problems(NotInThisInstallation))
async def list_accounts(visitor: AsAnonymous, desk: TheDesk) -> list[DemoAccount]:
    """List accounts of every role, with the password that all of them share."""
    check_shows(visitor.parts)
    async with visitor.transaction() as tx:
        found = await one_click_accounts(desk, tx)
    return [
        DemoAccount(
            role=one.role,
            role_label=one.role.label,
            label=one.label,
            login=one.login,
            password=DEMO_PASSWORD,
            name=one.name,
            school_id=one.school_id,
            school_name=one.school_name,
        )
        for one in found
    ]


@router.get("/codes", responses=problems(NotInThisInstallation))
async def list_codes(visitor: AsAnonymous) -> list[ShownCode]:
    """Show the latest messages that would have been sent, phones masked."""
    check_shows(visitor.parts)
    async with visitor.transaction() as tx:
        found = await shown_codes(tx, None, limit=_LATEST)
    return [ShownCode(phone=phone, text=text, shown_at=at) for phone, text, at in found]


@router.post("/codes", responses=problems(NotInThisInstallation, AccountInvalid))
async def codes_of_phone(visitor: AsAnonymous, desk: TheDesk, given: PhoneIn) -> list[ShownCode]:
    """Show the latest messages to one phone, newest first."""
    check_shows(visitor.parts)
    digest = desk.parts.keys.phone(read_phone(given.phone))
    async with visitor.transaction() as tx:
        found = await shown_codes(tx, digest, limit=_LATEST)
    return [ShownCode(phone=phone, text=text, shown_at=at) for phone, text, at in found]
