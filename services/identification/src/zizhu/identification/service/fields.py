"""Where encrypted fields of identification live; the associated data of each."""

from uuid import UUID

from zizhu.common.crypto.fields import Place

SERVICE = "identification"


def field_place(table: str, column: str, row_id: UUID | str) -> Place:
    """Name the one place where a ciphertext of this service opens."""
    return Place(SERVICE, table, column, row_id)
