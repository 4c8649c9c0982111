"""Opening, suspending and resuming universities; identity follows from `SchoolChanged`."""

from datetime import datetime
from uuid import UUID

from zizhu.common.crypto.fields import Place, decrypt_field, encrypt_field
from zizhu.common.crypto.sealed import Sealer
from zizhu.common.database import Transaction
from zizhu.common.keys import Keys
from zizhu.contracts.roster import SchoolChanged
from zizhu.contracts.sealing import SCHOOL, seal_context
from zizhu.roster.domain import school as rules
from zizhu.roster.domain.school import School, SchoolDraft
from zizhu.roster.errors.schools import AdminLoginTaken, SchoolCodeTaken
from zizhu.roster.repository import schools as repository

OPENER = "identity"  # the one service that needs the phone: it opens the first account


def phone_place(school_id: UUID) -> Place:
    return Place("roster", "school", "admin_phone", school_id)


def school_changed(school: School, phone: str, sealer: Sealer) -> SchoolChanged:
    """State a university as others may know it."""
    context = seal_context(SCHOOL, school.id, "admin_phone")
    return SchoolChanged(
        school_id=school.id,
        code=school.code,
        name=school.name,
        status=school.status.value,
        admin_login=school.admin_login,
        admin_name=school.admin_name,
        admin_phone={OPENER: sealer.seal(phone, context)},
    )


async def open_school(
    tx: Transaction, keys: Keys, draft: SchoolDraft, *, school_id: UUID, now: datetime
) -> School:
    """Create a university; its first account opens from the event.

    Raises:
        SchoolInvalid, SchoolCodeTaken, AdminLoginTaken.
    """
    school, phone = rules.open_school(draft, school_id=school_id, now=now)
    other = await repository.taken_by(tx, school.code, school.admin_login)
    if other is not None and other.code == school.code:
        raise SchoolCodeTaken(f"学校代码 {school.code} 已被使用，请核对。")
    if other is not None:
        raise AdminLoginTaken("账户名重复，请换一个账户名。")
    encrypted = encrypt_field(keys.ring, phone, phone_place(school.id))
    await repository.add_school(tx, school, encrypted)
    tx.announce(
        school_changed(school, phone, keys.sealer(OPENER)),
        subject=school.id,
        version=school.version,
        school_id=school.id,
    )
    tx.record("school.open", of="school", object_id=school.id, code=school.code)
    return school


async def suspend_school(tx: Transaction, keys: Keys, school: School, *, reason: str) -> School:
    """Stop a university that was loaded with its lock. Raises SchoolNotActive."""
    return await _save(tx, keys, rules.suspend(school), "school.suspend", reason)


async def resume_school(tx: Transaction, keys: Keys, school: School, *, reason: str) -> School:
    """Let a university that was loaded with its lock work again. Raises SchoolNotSuspended."""
    return await _save(tx, keys, rules.resume(school), "school.resume", reason)


async def _save(tx: Transaction, keys: Keys, school: School, action: str, reason: str) -> School:
    await repository.save_school(tx, school)
    await announce_school(tx, keys, school)
    tx.record(action, of="school", object_id=school.id, reason=reason)
    return school


async def statement_of(tx: Transaction, keys: Keys, school: School) -> SchoolChanged:
    """State a stored university, its phone sealed anew."""
    encrypted = await repository.admin_phone_of(tx, school.id)
    phone = decrypt_field(keys.ring, encrypted, phone_place(school.id))
    return school_changed(school, phone, keys.sealer(OPENER))


async def announce_school(tx: Transaction, keys: Keys, school: School) -> None:
    event = await statement_of(tx, keys, school)
    tx.announce(event, subject=school.id, version=school.version, school_id=school.id)
