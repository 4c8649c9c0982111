"""Whether a form is complete enough to be submitted, with a finding for each field that is not.

Nobody is asked for more than their purpose needs (domain.md 5.5b, 5.7 rule 5, 11).
"""

from collections.abc import Collection, Iterator
from datetime import date

from zizhu.common.errors import Finding
from zizhu.common.people.names import same_name
from zizhu.common.people.phones import normalise_phone
from zizhu.common.validity import NotValid
from zizhu.identification.domain.answers import read_answers
from zizhu.identification.domain.form import Basic, Form
from zizhu.identification.domain.scheme import Scheme
from zizhu.identification.domain.vocabulary import Purpose, Wish
from zizhu.identification.errors.filing import AnswersInvalid, FormIncomplete

ADULT_YEARS = 18

_ENROLMENT = {
    "name": "姓名",
    "document_number": "证件号码",
    "college": "院系",
    "year": "年级",
    "major": "专业",
    "class_name": "班级",
}
_PERSONAL = {
    "sex": "性别",
    "birth_month": "出生年月",
    "household_size": "家庭人口",
    "phone": "手机号码",
}
_MEMBER = {
    "name": "姓名",
    "age": "年龄",
    "relation": "与学生关系",
    "occupation": "职业",
    "annual_income": "年收入",
}


def find_omissions(
    form: Form,
    scheme: Scheme,
    *,
    known_groups: Collection[str],
    evaluator_full_form: bool,
    today: date,
    strict_phones: bool = True,
) -> tuple[Finding, ...]:
    """List, field by field, what still keeps the form from being submitted."""
    if form.purpose is None:
        return (Finding("请选择填报目的", field="purpose"),)
    findings = list(_ask(form.basic, "basic", _ENROLMENT))
    if form.consent is None:
        findings.append(Finding("请先阅读告知书并同意", field="consent"))
    if form.purpose is Purpose.APPLY or evaluator_full_form:
        findings += _find_applicant_omissions(
            form, scheme, known_groups, today, strict_phones=strict_phones
        )
    return tuple(findings)


def require_complete(
    form: Form,
    scheme: Scheme,
    *,
    known_groups: Collection[str],
    evaluator_full_form: bool,
    today: date,
    strict_phones: bool = True,
) -> None:
    """Refuse to submit a form with something missing.

    Raises:
        FormIncomplete: with a finding by field.
    """
    findings = find_omissions(
        form,
        scheme,
        known_groups=known_groups,
        evaluator_full_form=evaluator_full_form,
        today=today,
        strict_phones=strict_phones,
    )
    if findings:
        raise FormIncomplete(
            f"还有 {len(findings)} 处需要填写或修改，请按提示完成后再提交", errors=findings
        )


def _ask(part: object, prefix: str, fields: dict[str, str]) -> Iterator[Finding]:
    for name, label in fields.items():
        if getattr(part, name) in (None, ""):
            yield Finding(f"请填写{label}", field=f"{prefix}.{name}")


def _find_applicant_omissions(
    form: Form,
    scheme: Scheme,
    known_groups: Collection[str],
    today: date,
    *,
    strict_phones: bool,
) -> Iterator[Finding]:
    yield from _ask(form.basic, "basic", _PERSONAL)
    yield from _ask(form.contact, "contact", {"address": "详细地址"})
    yield from _find_bad_phones(form, strict=strict_phones)
    yield from _find_member_omissions(form)
    yield from _find_unknown_groups(form, known_groups)
    try:
        read_answers(scheme, form.answers, is_complete=True)
    except AnswersInvalid as refusal:
        for finding in refusal.errors:
            yield Finding(finding.message, field=f"answers.{finding.field}")
    for wish in Wish:
        if form.wishes.answer(wish) is None:
            yield Finding(f"请选择{wish.label}", field=f"wishes.{wish}")
    yield from _find_unconsented(form, scheme)
    yield from _find_signature_omissions(form, today)


def _find_bad_phones(form: Form, *, strict: bool) -> Iterator[Finding]:
    numbers = {"basic.phone": form.basic.phone, "contact.parent_phone": form.contact.parent_phone}
    for place, number in numbers.items():
        if not number:
            continue
        try:
            normalise_phone(number, strict=strict)
        except NotValid as problem:
            yield Finding(problem.message, field=place)


def _find_member_omissions(form: Form) -> Iterator[Finding]:
    for index, member in enumerate(form.members):
        yield from _ask(member, f"members.{index}", _MEMBER)
    size = form.basic.household_size
    if size is not None and len(form.members) + 1 > size:
        yield Finding("家庭成员连同本人多于家庭人口，请核对", field="basic.household_size")
    if size is not None and size > 1 and not form.members:
        yield Finding("请填写家庭成员情况", field="members")


def _find_unknown_groups(form: Form, known_groups: Collection[str]) -> Iterator[Finding]:
    for index, code in enumerate(form.groups):
        if code not in known_groups:
            yield Finding("没有这个特殊群体类型", field=f"groups.{index}")


def _find_unconsented(form: Form, scheme: Scheme) -> Iterator[Finding]:
    if form.consent is None or form.consent.covers_sensitive:
        return
    sentence = "此项属于敏感信息，请单独同意后填写，或清空此项"
    if form.groups:
        yield Finding(sentence, field="groups")
    for item in scheme.items():
        if item.is_sensitive and item.code in form.answers:
            yield Finding(sentence, field=f"answers.{item.code}")
    for index, member in enumerate(form.members):
        if member.health:
            yield Finding(sentence, field=f"members.{index}.health")


def _find_signature_omissions(form: Form, today: date) -> Iterator[Finding]:
    if form.commitment is None:
        yield Finding("请在个人承诺上签名", field="commitment")
    elif is_minor(form.basic, today=today) and not form.commitment.guardian_name:
        yield Finding("未满 18 周岁，请监护人一并签名", field="commitment.guardian_name")
    elif not same_name(form.commitment.signed_name, form.basic.name or ""):
        yield Finding("签名与姓名不一致", field="commitment.signed_name")


def is_minor(basic: Basic, *, today: date) -> bool:
    """Tell whether a student is surely under 18, knowing only the month of birth."""
    if basic.birth_month is None:
        return False
    year, month = (int(part) for part in basic.birth_month.split("-"))
    return (today.year, today.month) < (year + ADULT_YEARS, month)
