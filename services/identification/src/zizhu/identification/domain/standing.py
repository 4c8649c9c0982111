"""A student's standing among the special groups of one round: what is claimed, listed, declined.

It may exist before a form does: a list names students who have not applied (domain.md 5.5a).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import TypeAdapter

from zizhu.identification.domain.document import dump_document, read_document
from zizhu.identification.domain.groups import Kinds
from zizhu.identification.domain.special import (
    Claim,
    Decline,
    is_guaranteed,
    is_left_off_grant_list,
    open_claims,
)
from zizhu.identification.domain.special_list import ListedStudent


@dataclass(frozen=True, slots=True)
class Naming:
    """One kind under which a list names the student."""

    code: str
    source: str
    compared_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Claims, namings and decline of one student in one round."""

    claims: tuple[Claim, ...] = ()
    namings: tuple[Naming, ...] = ()
    decline: Decline | None = None

    def claim(self, code: str) -> Claim | None:
        return next((claim for claim in self.claims if claim.code == code), None)

    def with_claim(self, changed: Claim) -> tuple[Claim, ...]:
        """Give the claims with one of them changed, in their order."""
        return tuple(changed if claim.code == changed.code else claim for claim in self.claims)

    def is_guaranteed(self, kinds: Kinds) -> bool:
        return is_guaranteed(self.claims, kinds=kinds, decline=self.decline)

    @property
    def is_left_off(self) -> bool:
        return is_left_off_grant_list(self.decline)

    @property
    def open_claims(self) -> int:
        return len(open_claims(self.claims))

    def listed(self, student_id: UUID) -> tuple[ListedStudent, ...]:
        return tuple(
            ListedStudent(student_id, one.code, one.source, one.compared_on) for one in self.namings
        )


_STANDING: TypeAdapter[Standing] = TypeAdapter(Standing)


def read_standing(data: object) -> Standing:
    """Read a standing from JSON-like data. Raises DocumentUnreadable."""
    return read_document(_STANDING, data, name="特殊群体情况")


def dump_standing(standing: Standing) -> dict[str, object]:
    """Write a standing as JSON-like data that `read_standing` reads back to an equal value."""
    return dump_document(_STANDING, standing)
