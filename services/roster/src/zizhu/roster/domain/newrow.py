"""A checked row of a student who is not in the register yet, as it waits for the officer.

Texts only, to be packed and encrypted; it knows no rule, so that whoever writes it needs none.
"""

from typing import NamedTuple


class NewRow(NamedTuple):
    """`person` and `phone_digest` in hexadecimal; `place` is a position in the import's places."""

    name: str
    comparison_name: str
    sort_key: str
    sex: str
    ethnic: str
    birth_date: str | None
    document_kind: str
    document: str
    original: str | None
    person: str
    phone: str | None
    phone_digest: str | None
    student_number: str | None
    place: int
