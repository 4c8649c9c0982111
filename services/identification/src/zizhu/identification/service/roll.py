"""Applications of a round with the names of their units: what every list is made from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.clock import business_day
from zizhu.identification.domain.application import Application
from zizhu.identification.domain.lists import Listed
from zizhu.identification.domain.snapshot import PublicRow, public_name
from zizhu.identification.repository import applications
from zizhu.identification.repository.applications import Filters
from zizhu.identification.repository.publicities import PlacedRow
from zizhu.identification.repository.register import names_of
from zizhu.identification.service.work import Work

_ADULT = 18


@dataclass(frozen=True, slots=True)
class Entry:
    """One application with the names of where its student stands."""

    application: Application
    college: str
    year: str
    major: str
    class_name: str

    @property
    def person_id(self) -> UUID:
        return self.application.person_id

    def to_listed(self) -> Listed:
        place = (
            self.college,
            self.year,
            self.major,
            self.class_name,
            self.application.student_number or "",
        )
        return self.application.to_listed(place)


async def read_roll(
    work: Work,
    campaign_id: UUID,
    filters: Filters | None = None,
    *,
    persons: Collection[UUID] | None = None,
    is_whole: bool = False,
) -> dict[UUID, Entry]:
    """Return the applications in scope by person; of the whole school where `is_whole`."""
    scope = Scope(work.school_id) if is_whole else work.scope
    found = await applications.list_applications(
        work.tx, scope, campaign_id, filters or Filters(), persons=persons
    )
    units = {unit for one in found for unit in _units(one)}
    names = await names_of(work.tx, sorted(units))
    return {one.person_id: _entry(one, names) for one in found}


def _units(one: Application) -> list[UUID]:
    place = one.place
    return [unit for unit in (place.college_id, place.major_id, place.class_id) if unit]


def _entry(one: Application, names: Mapping[UUID, str]) -> Entry:
    place = one.place
    return Entry(
        application=one,
        college=names.get(place.college_id, ""),
        year=f"{place.year}级" if place.year else "",
        major=names.get(place.major_id, "") if place.major_id else "",
        class_name=names.get(place.class_id, "") if place.class_id else "",
    )


def public_row(work: Work, entry: Entry) -> PlacedRow:
    """Give the line that the public may read."""
    one = entry.application
    row = PublicRow(
        person_id=one.person_id,
        name=shown_name(work, one),
        college=entry.college,
        year=entry.year,
        major=entry.major,
        class_name=entry.class_name,
        grade=one.grade,
    )
    return PlacedRow(row, one.place)


def shown_name(work: Work, one: Application) -> str:
    """Give the name that the public may read: masked of a minor, none of who asked for that."""
    return public_name(
        one.name,
        is_minor=_is_minor(work, one),
        is_unnamed=one.is_unnamed,
        student_number=one.student_number,
    )


def _is_minor(work: Work, one: Application) -> bool:
    born = one.birth_date
    if born is None:
        return False
    today = business_day(work.now)
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (0 if had_birthday else 1) < _ADULT
