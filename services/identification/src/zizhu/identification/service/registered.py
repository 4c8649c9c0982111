"""What a form takes over from the register: nobody types it, and it is as new as the register."""

from collections.abc import Mapping
from dataclasses import replace

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.errors import Finding
from zizhu.common.people.ethnic import ethnic_label
from zizhu.common.people.sex import Sex
from zizhu.identification.domain.form import Form
from zizhu.identification.domain.student import Student
from zizhu.identification.errors.forms import RegisterOwned
from zizhu.identification.repository import register
from zizhu.identification.service.contents import document_of, phone_of

OWNED = frozenset(
    {"name", "sex", "birth_month", "ethnic", "document_number"}
    | {"college", "major", "year", "class_name"}
)


def require_untouched(changes: Mapping[str, object]) -> None:
    """Refuse changes of what the register owns. Raises RegisterOwned."""
    basic = changes.get("basic")
    typed = sorted(OWNED & basic.keys()) if isinstance(basic, Mapping) else []
    if typed:
        findings = [Finding("此项来自学籍信息，不能修改", field=f"basic.{name}") for name in typed]
        raise RegisterOwned("这些内容来自学籍信息；如有错误，请联系学校更正学籍。", errors=findings)


async def with_register(tx: Transaction, ring: KeyRing, form: Form, student: Student) -> Form:
    """Fill in what the register knows; the phone only while the student typed none."""
    names = await register.place_names(tx, student)
    sex = Sex(student.sex).label if student.sex in set(Sex) else None
    basic = replace(
        form.basic,
        name=student.name,
        sex=sex,
        birth_month=f"{student.birth_date:%Y-%m}" if student.birth_date else None,
        ethnic=ethnic_label(student.ethnic),
        document_number=document_of(ring, student),
        college=names.college,
        major=names.major,
        year=str(student.year),
        class_name=names.class_name,
        phone=form.basic.phone or phone_of(ring, student),
    )
    return replace(form, basic=basic)
