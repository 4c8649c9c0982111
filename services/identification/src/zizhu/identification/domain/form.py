"""The form a student fills in, block by block, saved at each answer (domain.md 5.5b).

Every field may be empty in a draft; what was signed is what is submitted, so any later change
takes the signature away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, JsonValue, StringConstraints, TypeAdapter

from zizhu.common.errors import Finding
from zizhu.identification.domain.answers import check_answers
from zizhu.identification.domain.consent import (
    Commitment,
    Consent,
    give_consent,
    sign_commitment,
)
from zizhu.identification.domain.document import dump_document, read_document
from zizhu.identification.domain.scheme import Scheme
from zizhu.identification.domain.vocabulary import Purpose, Wish
from zizhu.identification.errors.filing import AnswersInvalid, DocumentUnreadable

Short = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)]
Long = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Yuan = Annotated[int, Field(ge=0, le=1_000_000_000)]


@dataclass(frozen=True, slots=True)
class Basic:
    """基本情况; what the register knows is filled in from it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: Short | None = None
    sex: Short | None = None
    birth_month: Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None
    ethnic: Short | None = None
    document_number: Short | None = None
    college: Short | None = None
    major: Short | None = None
    year: Short | None = None
    class_name: Short | None = None
    household_size: Annotated[int, Field(ge=1, le=30)] | None = None
    phone: Short | None = None
    political_status: Short | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """家庭通讯信息."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    address: Long | None = None
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = None
    parent_phone: Short | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One row of 家庭成员情况; the income is whole yuan a year."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: Short | None = None
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    relation: Short | None = None
    workplace: Short | None = None
    occupation: Short | None = None
    annual_income: Yuan | None = None
    health: Short | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """影响家庭经济状况, in the student's words; income per head is computed, never typed."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    disaster: Long | None = None
    accident: Long | None = None
    weak_labour: Long | None = None
    unemployment: Long | None = None
    debt: Long | None = None
    other: Long | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """意愿; None while not answered."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    national_grant: bool | None = None
    national_scholarship: bool | None = None
    work_study: bool | None = None

    def wants(self, wish: Wish) -> bool:
        return self.answer(wish) is True

    def answer(self, wish: Wish) -> bool | None:
        return {
            Wish.NATIONAL_GRANT: self.national_grant,
            Wish.NATIONAL_SCHOLARSHIP: self.national_scholarship,
            Wish.WORK_STUDY: self.work_study,
        }[wish]


@dataclass(frozen=True, slots=True)
class Form:
    """All blocks of one student's form in one round."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    purpose: Purpose | None = None
    basic: Basic = field(default_factory=Basic)
    contact: Contact = field(default_factory=Contact)
    members: Annotated[tuple[Member, ...], Field(max_length=29)] = ()
    groups: Annotated[tuple[Short, ...], Field(max_length=30)] = ()
    circumstances: Circumstances = field(default_factory=Circumstances)
    answers: Annotated[dict[str, JsonValue], Field(max_length=500)] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=Wishes)
    consent: Consent | None = None
    commitment: Commitment | None = None


_FORM: TypeAdapter[Form] = TypeAdapter(Form)
_MERGED = frozenset({"basic", "contact", "circumstances", "answers", "wishes"})
_REPLACED = frozenset({"purpose", "members", "groups"})


def read_form(data: object) -> Form:
    """Read a form from JSON-like data.

    Raises:
        DocumentUnreadable: with a finding by field.
    """
    return read_document(_FORM, data, name="申请表")


# JSON-like data has no narrower type.
def dump_form(form: Form) -> dict[str, Any]:
    """Write a form as JSON-like data that `read_form` reads back to an equal value."""
    return dump_document(_FORM, form)


def save_draft(form: Form, changes: Mapping[str, object], *, scheme: Scheme) -> Form:
    """Save what a student just typed: `changes` holds only the blocks and fields that changed.

    Blocks of fields are merged field by field (None empties a field), `members` and `groups` are
    replaced whole. Consent and commitment are given by their own acts, never typed. A draft may be
    incomplete, yet holds nothing that could not be scored.

    Raises:
        DocumentUnreadable: a field is unknown or does not have its shape.
        AnswersInvalid: an answer does not fit its item.
    """
    if unknown := sorted(set(changes) - _MERGED - _REPLACED):
        findings = [Finding("不认识的项目，请删除", field=name) for name in unknown]
        raise DocumentUnreadable("申请表中没有这些项目", errors=findings)
    merged = dump_form(form)
    for name, value in changes.items():
        if name in _MERGED and isinstance(value, Mapping):
            merged[name] = {**merged[name], **value}
        else:
            merged[name] = value
    merged["answers"] = _without_empty(merged["answers"])
    saved = read_form(merged)
    _, unscorable = check_answers(scheme, saved.answers)
    if unscorable:
        sentence = f"量化指标有 {len(unscorable)} 项需要修改"
        raise AnswersInvalid(sentence, errors=unscorable)
    return saved if saved == form else replace(saved, commitment=None)


def _without_empty(answers: object) -> object:
    if not isinstance(answers, Mapping):
        return answers  # read_form refuses it by name
    return {code: value for code, value in answers.items() if value is not None}


def agree(form: Form, version: str, *, covers_sensitive: bool, now: datetime) -> Form:
    """Record the student's consent on the form.

    Raises:
        UnknownVersion: no such notice was ever shown.
    """
    consent = give_consent(version, covers_sensitive=covers_sensitive, now=now)
    return replace(form, consent=consent)


def sign(
    form: Form, version: str, *, signed_name: str, guardian_name: str | None, now: datetime
) -> Form:
    """Record the signed commitment on the form.

    Raises:
        UnknownVersion: no such commitment was ever shown.
    """
    commitment = sign_commitment(
        version, signed_name=signed_name, guardian_name=guardian_name, now=now
    )
    return replace(form, commitment=commitment)


def trim_to_purpose(form: Form, *, evaluator_full_form: bool) -> Form:
    """Drop what the purpose does not need: a mere panel member gives no family data.

    `evaluator_full_form` is the round's switch for asking them the whole form (domain.md 5.7).
    """
    if form.purpose is not Purpose.PANEL_ONLY or evaluator_full_form:
        return form
    basic = replace(form.basic, household_size=None, political_status=None, ethnic=None)
    return Form(purpose=form.purpose, basic=basic, consent=form.consent, commitment=form.commitment)


def begin_from_last_year(previous: Form, scheme: Scheme) -> Form:
    """Begin a new form from last year's, with the answers that the new scheme still understands.

    Consent and commitment are given anew every year.
    """
    readable, _ = check_answers(scheme, previous.answers)
    answers = {code: value for code, value in previous.answers.items() if code in readable}
    return replace(previous, answers=answers, consent=None, commitment=None)
