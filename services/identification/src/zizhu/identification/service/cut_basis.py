"""What a cut would depend on at this instant: enrolment, forms, kept changes, rules.

Trial shares, suggestions and the cut itself look at the same basis, so they never disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.identification.domain.application import Application
from zizhu.identification.domain.change import standing_changes
from zizhu.identification.domain.cut_inputs import (
    CutForm,
    CutInputs,
    KeptGrade,
    OpenCase,
    SetAside,
    open_cases,
    pool_of,
)
from zizhu.identification.domain.enrolment import (
    Enrolment,
    OfficialNumber,
    RegisterState,
    state_official,
)
from zizhu.identification.domain.lines import CutRules, Lines, Pool
from zizhu.identification.domain.round import Round
from zizhu.identification.repository import applications, bulk, changes, cuts, register
from zizhu.identification.repository.cuts import LastYear
from zizhu.identification.service.rules import scheme_of
from zizhu.identification.service.work import Work

ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that a cut of a round would look at now."""

    one: Round
    register: RegisterState
    enrolment: Enrolment
    rules: CutRules
    found: tuple[Application, ...]
    kept: tuple[KeptGrade, ...]
    last_year: LastYear | None

    @property
    def forms(self) -> tuple[CutForm, ...]:
        return tuple(one.to_cut_form() for one in self.found)

    def pool(self) -> Pool:
        return pool_of(self.forms)

    def open_cases(self) -> dict[OpenCase, tuple[UUID, ...]]:
        """List the forms that stand in the way, those decided by a change left out."""
        return open_cases(self.forms, decided=[kept.person_id for kept in self.kept])

    def inputs(self, lines: Lines, set_aside: Sequence[SetAside] = ()) -> CutInputs:
        return CutInputs.gather(
            self.one.id,
            enrolment=self.enrolment,
            lines=lines,
            rules=self.rules,
            forms=self.forms,
            set_aside=set_aside,
            kept=self.kept,
        )


async def read_basis(work: Work, one: Round, *, lock: bool = False) -> Basis:
    """Gather the basis; with `lock` forms stay as they are until the commit.

    Who left the school is no longer an applicant of the cut.
    """
    state = await bulk.register_state(work.tx, work.school_id)
    before = await cuts.last_year(work.tx, work.school_id, one.campaign.term.year)
    listed = await applications.list_applications(work.tx, work.scope, one.id, lock=lock)
    made = await changes.list_changes(work.tx, one.id)
    reopened = await changes.last_reopenings(work.tx, one.id)
    scheme = await scheme_of(work.tx, work.school_id, one.campaign.rules.scheme_version)
    return Basis(
        one=one,
        register=state,
        enrolment=await _enrolment(work, one, state, before),
        rules=CutRules.of(one.campaign.rules, full_marks=scheme.full_marks),
        found=tuple(application for application in listed if not application.has_left),
        kept=standing_changes(made, reopened=reopened),
        last_year=before,
    )


async def _enrolment(
    work: Work, one: Round, state: RegisterState, before: LastYear | None
) -> Enrolment:
    counts = await register.count_by_status(work.tx)
    counted = Enrolment(
        active=counts.get(ACTIVE, 0),
        by_status=dict(sorted(counts.items())),
        register_version=state.projected_version,
        last_year=before.enrolment if before else None,
    )
    official: OfficialNumber | None = await cuts.official_number(work.tx, one.id)
    if official is None:
        return counted
    return state_official(
        counted, official.students, reason=official.reason, document=official.document
    )
