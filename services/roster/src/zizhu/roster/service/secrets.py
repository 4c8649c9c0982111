"""The encrypted columns of a student, each bound to its row, and what others may know of one."""

from uuid import UUID

from zizhu.common.crypto.encoding import to_text
from zizhu.common.crypto.fields import Place, decrypt_field, encrypt_field
from zizhu.common.keys import Keys
from zizhu.contracts.roster import StudentState
from zizhu.roster.domain.student import Student, StudentStatus
from zizhu.roster.service.seals import DOCUMENT, PHONE, Seals


def encrypt(keys: Keys, student_id: UUID, column: str, plain: str) -> str:
    return encrypt_field(keys.ring, plain, Place("roster", "student", column, student_id))


def decrypt(keys: Keys, student_id: UUID, column: str, text: str) -> str:
    return decrypt_field(keys.ring, text, Place("roster", "student", column, student_id))


def document_of(keys: Keys, student: Student) -> str:
    return decrypt(keys, student.id, DOCUMENT, student.document)


def phone_of(keys: Keys, student: Student) -> str | None:
    return decrypt(keys, student.id, PHONE, student.phone) if student.phone else None


def state_of(keys: Keys, seals: Seals, student: Student) -> StudentState:
    """State a student as others may know it; of a deleted one nothing is sealed any more."""
    is_gone = student.status is StudentStatus.DELETED
    phone = None if is_gone else phone_of(keys, student)
    subject = str(student.id)
    return StudentState(
        student_id=student.id,
        version=student.version,
        status=student.status.value,
        name=student.name,
        sort_key=student.sort_key,
        sex=student.sex,
        birth_date=student.birth_date,
        ethnic=student.ethnic,
        student_number=student.student_number,
        college_id=student.college_id,
        year=student.year,
        major_id=student.major_id,
        class_id=student.class_id,
        document_kind=student.document_kind,
        person=to_text(student.person),
        document={} if is_gone else seals.document(subject, document_of(keys, student)),
        phone={} if phone is None else seals.phone(subject, phone),
    )
