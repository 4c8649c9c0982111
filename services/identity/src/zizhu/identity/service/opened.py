"""New accounts as rows: opened, without a password, until their holder proves to be it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zizhu.common.parts import Parts
from zizhu.common.people.documents import Document
from zizhu.common.people.names import sort_key
from zizhu.identity.domain.accounts import AccountState
from zizhu.identity.domain.passwords import login_key
from zizhu.identity.service.fields import encrypt_account


def opened_account(
    parts: Parts,
    account_id: UUID,
    *,
    school_id: UUID | None,
    login: str | None,
    name: str,
    now: datetime,
    phone: str | None = None,
    document: Document | None = None,
    student_id: UUID | None = None,
    title: str = "",
    remark: str = "",
) -> dict[str, Any]:
    """Return every column of a new account."""
    return {
        "id": account_id,
        "school_id": school_id,
        "student_id": student_id,
        "login": login,
        "login_key": login_key(login) if login else None,
        "name": name,
        "sort_key": sort_key(name),
        "phone": None,
        "phone_digest": None,
        "phone_at": None,
        "document_kind": None,
        "document": None,
        "person": None,
        "title": title,
        "remark": remark,
        "state": AccountState.OPENED.value,
        "opened_at": now,
        **encrypt_account(parts, account_id, phone=phone, document=document),
    }
