"""The encrypted columns of a student, each bound to its row, and what others get sealed."""

from uuid import UUID

from zizhu.common.crypto.encoding import to_text
from zizhu.common.crypto.fields import ColumnCipher, Place, decrypt_field, encrypt_field
from zizhu.common.keys import Keys
from zizhu.contracts.roster import StudentState
from zizhu.contracts.sealing import STUDENT, seal_context
from zizhu.roster.domain.student import Student, StudentStatus

DOCUMENT = "document"
ORIGINAL = "original"
PHONE = "phone"
FORMS = "identification"  # prints the document number and the phone on forms and lists
ACCOUNTS = "identity"  # sends the code of an activation to the phone


def encrypt(keys: Keys, student_id: UUID, column: str, plain: str) -> str:
    return encrypt_field(keys.ring, plain, Place("roster", "student", column, student_id))


def decrypt(keys: Keys, student_id: UUID, column: str, text: str) -> str:
    return decrypt_field(keys.ring, text, Place("roster", "student", column, student_id))


def document_of(keys: Keys, student: Student) -> str:
    return decrypt(keys, student.id, DOCUMENT, student.document)


def phone_of(keys: Keys, student: Student) -> str | None:
    return decrypt(keys, student.id, PHONE, student.phone) if student.phone else None


class StudentCiphers:
    """Encrypts the columns of many students."""

    def __init__(self, keys: Keys) -> None:
        self.document = ColumnCipher(keys.ring, "roster", "student", DOCUMENT)
        self.original = ColumnCipher(keys.ring, "roster", "student", ORIGINAL)
        self.phone = ColumnCipher(keys.ring, "roster", "student", PHONE)


class Seals:
    """Sealers for one batch of events."""

    def __init__(self, keys: Keys) -> None:
        self._forms = keys.sealer(FORMS)
        self._accounts = keys.sealer(ACCOUNTS)

    def state(self, student: Student, document: str, phone: str | None) -> StudentState:
        """State a student as others may know it; of a deleted one nothing is sealed any more."""
        is_gone = student.status is StudentStatus.DELETED
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
            document={} if is_gone else self._document(subject, document),
            phone={} if is_gone or phone is None else self._phone(subject, phone),
        )

    def _document(self, subject: str, plain: str) -> dict[str, str]:
        return {FORMS: self._forms.seal(plain, seal_context(STUDENT, subject, DOCUMENT))}

    def _phone(self, subject: str, plain: str) -> dict[str, str]:
        context = seal_context(STUDENT, subject, PHONE)
        return {
            ACCOUNTS: self._accounts.seal(plain, context),
            FORMS: self._forms.seal(plain, context),
        }


def state_of(keys: Keys, seals: Seals, student: Student) -> StudentState:
    """State a stored student."""
    return seals.state(student, document_of(keys, student), phone_of(keys, student))
