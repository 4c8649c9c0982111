"""The columns of an account that hold a person's numbers: encrypted, with digests for equality."""

from typing import Any
from uuid import UUID

from zizhu.common.crypto.fields import Place, decrypt_field, encrypt_field
from zizhu.common.parts import Parts
from zizhu.common.people.documents import Document


def account_place(column: str, account_id: UUID) -> Place:
    """Return where a column of an account lives; its ciphertext opens nowhere else."""
    return Place("identity", "account", column, account_id)


def encrypt_account(
    parts: Parts,
    account_id: UUID,
    *,
    phone: str | None = None,
    document: Document | None = None,
) -> dict[str, Any]:
    """Return the columns for a phone and a document; those not given are left out."""
    values: dict[str, Any] = {}
    if phone is not None:
        values["phone"] = _encrypt(parts, "phone", account_id, phone)
        values["phone_digest"] = parts.keys.phone(phone)
        values["phone_at"] = parts.machine.now()
    if document is not None:
        values["document_kind"] = document.kind.value
        values["document"] = _encrypt(parts, "document", account_id, document.number)
        values["person"] = parts.keys.person(document.kind.value, document.number)
    return values


def decrypt_account(parts: Parts, column: str, account_id: UUID, text: str) -> str:
    """Return a person's number of an account in plain."""
    return decrypt_field(parts.keys.ring, text, account_place(column, account_id))


def _encrypt(parts: Parts, column: str, account_id: UUID, plain: str) -> str:
    return encrypt_field(parts.keys.ring, plain, account_place(column, account_id))
