"""What a cut depends on, stored whole: its digest names the content, and years later it is read
back and computed again to the same grades (domain.md 5.8).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, TypeAdapter

from zizhu.common.errors import Finding
from zizhu.identification.domain.document import digest_of, dump_document, read_document
from zizhu.identification.domain.enrolment import Enrolment
from zizhu.identification.domain.lines import CutRules, Lines, Pool
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Coded,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.judging import ApplicantUnknown, CutBlocked


@dataclass(frozen=True, slots=True)
class CutForm:
    """One form as the cut sees it; `score` is the effective score (domain.md 5.5)."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    person_id: UUID
    purpose: Purpose
    fill: FillState
    audit: AuditState
    difference: Difference
    score: int
    is_guaranteed: bool = False

    @property
    def is_application(self) -> bool:
        return self.purpose is Purpose.APPLY and self.fill in {
            FillState.SUBMITTED,
            FillState.RETURNED,
        }


@dataclass(frozen=True, slots=True)
class SetAside:
    """A form that the school keeps out of the cut; it stays 未认定 until 认定变更 decides."""

    person_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class KeptGrade:
    """A grade given by an earlier 认定变更, which a new cut applies again."""

    person_id: UUID
    grade: Grade


@dataclass(frozen=True, slots=True)
class CutInputs:
    """Everything a cut depends on, in one canonical order; `digest` names the content."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    campaign_id: UUID
    enrolment: Enrolment
    lines: Lines
    rules: CutRules
    forms: tuple[CutForm, ...]
    set_aside: tuple[SetAside, ...] = ()
    kept: tuple[KeptGrade, ...] = ()

    @classmethod
    def gather(
        cls,
        campaign_id: UUID,
        *,
        enrolment: Enrolment,
        lines: Lines,
        rules: CutRules,
        forms: Iterable[CutForm],
        set_aside: Iterable[SetAside] = (),
        kept: Iterable[KeptGrade] = (),
    ) -> "CutInputs":
        """Keep the applications and put everything in order, so that order never matters."""
        return cls(
            campaign_id,
            enrolment,
            lines,
            rules,
            tuple(sorted((f for f in forms if f.is_application), key=lambda f: f.person_id)),
            tuple(sorted(set_aside, key=lambda one: one.person_id)),
            tuple(sorted(kept, key=lambda one: one.person_id)),
        )

    @property
    def digest(self) -> str:
        return digest_of(dump_inputs(self))


_INPUTS: TypeAdapter[CutInputs] = TypeAdapter(CutInputs)


# The shape of the document is that of CutInputs; JSON itself has no narrower type.
def dump_inputs(inputs: CutInputs) -> dict[str, Any]:
    """Write the inputs of a cut as JSON-like data, to store beside its result."""
    return dump_document(_INPUTS, inputs)


def read_inputs(data: object) -> CutInputs:
    """Read stored inputs back, so that a cut can be computed again years later.

    Raises:
        DocumentUnreadable: The data is not that of a cut.
    """
    return read_document(_INPUTS, data, name="切线依据")


class OpenCase(Coded):
    """Why a form stands in the way of the cut."""

    UNREVIEWED = "unreviewed", "尚未审核"
    ABNORMAL = "open_abnormal", "差异异常未处理"
    UNCOMPUTED = "uncomputed", "尚未计算排名差异"


def open_cases(
    forms: Iterable[CutForm], *, decided: Iterable[UUID] = ()
) -> dict[OpenCase, tuple[UUID, ...]]:
    """List the applications that stand in the way of a cut, by kind, those decided left out."""
    left_out = frozenset(decided)
    found: dict[OpenCase, list[UUID]] = {case: [] for case in OpenCase}
    for form in sorted(forms, key=lambda form: form.person_id):
        if not form.is_application or form.person_id in left_out:
            continue
        if form.audit is AuditState.UNREVIEWED:
            found[OpenCase.UNREVIEWED].append(form.person_id)
        elif form.difference is Difference.ABNORMAL:
            found[OpenCase.ABNORMAL].append(form.person_id)
        elif form.difference is Difference.UNCOMPUTED:
            found[OpenCase.UNCOMPUTED].append(form.person_id)
    return {case: tuple(persons) for case, persons in found.items()}


def pool_of(forms: Iterable[CutForm], set_aside: Iterable[SetAside] = ()) -> Pool:
    """Give who is cut: reviewed applications without an open 异常, those set aside left out."""
    aside = frozenset(one.person_id for one in set_aside)
    cut_forms = [
        form
        for form in forms
        if form.is_application
        and form.person_id not in aside
        and form.audit is not AuditState.UNREVIEWED
        and form.difference is not Difference.ABNORMAL
    ]
    return Pool.of(
        sum(1 for form in cut_forms if form.is_guaranteed),
        (form.score for form in cut_forms if not form.is_guaranteed),
    )


def require_whole_set_aside(inputs: CutInputs) -> None:
    """Refuse to set a form aside without a reason, or one that nobody handed in.

    Raises:
        ReasonMissing: A reason is blank.
        ApplicantUnknown: Somebody has no application in this round.
    """
    applied = {form.person_id for form in inputs.forms}
    for one in inputs.set_aside:
        require_reason(one.reason, "暂不参与切线的申请须逐份填写原因。")
        if one.person_id not in applied:
            raise ApplicantUnknown("暂不参与切线的名单中有人没有提交申请，请核对名单。")


def require_no_open_cases(cases: Mapping[OpenCase, tuple[UUID, ...]]) -> None:
    """Refuse to cut while forms stand in the way.

    Raises:
        CutBlocked: With a finding for each form, and the persons by kind as `facts`.
    """
    standing = {case: persons for case, persons in cases.items() if persons}
    if standing:
        said = "、".join(f"{case.label}{len(persons)}份" for case, persons in standing.items())
        raise CutBlocked(
            f"还不能切线：{said}。请先处理，或填写原因后暂不纳入本次切线。",
            errors=[
                Finding(case.label, field=str(person))
                for case, persons in standing.items()
                for person in persons
            ],
            open_cases={case.value: list(map(str, persons)) for case, persons in standing.items()},
        )
