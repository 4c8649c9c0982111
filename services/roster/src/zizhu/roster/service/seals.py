"""What of a student is encrypted or sealed, and for whom: the part that needs keys alone."""

from collections.abc import Mapping, Sequence

from zizhu.common.crypto.fields import ColumnCipher
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.crypto.sealed import sealer_for
from zizhu.contracts.sealing import STUDENT, seal_context

DOCUMENT = "document"
ORIGINAL = "original"
PHONE = "phone"
FORMS = "identification"  # prints the document number and the phone on forms and lists
ACCOUNTS = "identity"  # sends the code of an activation to the phone
READERS = (FORMS, ACCOUNTS)


class StudentCiphers:
    """Encrypts the columns of many students, each value bound to its row."""

    def __init__(self, ring: KeyRing) -> None:
        self.document = ColumnCipher(ring, "roster", "student", DOCUMENT)
        self.original = ColumnCipher(ring, "roster", "student", ORIGINAL)
        self.phone = ColumnCipher(ring, "roster", "student", PHONE)


class Seals:
    """Sealers for one batch of events, by the public keys of `READERS`."""

    def __init__(self, public: Mapping[str, bytes]) -> None:
        self._forms = sealer_for(public, FORMS)
        self._accounts = sealer_for(public, ACCOUNTS)

    def document(self, student_id: str, plain: str) -> dict[str, str]:
        return self.documents([student_id], [plain])[0]

    def phone(self, student_id: str, plain: str) -> dict[str, str]:
        return self.phones([student_id], [plain])[0]

    def documents(self, ids: Sequence[str], plains: Sequence[str]) -> list[dict[str, str]]:
        """Seal the documents of many students."""
        contexts = [seal_context(STUDENT, one, DOCUMENT) for one in ids]
        return [{FORMS: sealed} for sealed in self._forms.seal_each(plains, contexts)]

    def phones(self, ids: Sequence[str], plains: Sequence[str]) -> list[dict[str, str]]:
        """Seal the phones of many students."""
        contexts = [seal_context(STUDENT, one, PHONE) for one in ids]
        accounts = self._accounts.seal_each(plains, contexts)
        forms = self._forms.seal_each(plains, contexts)
        return [{ACCOUNTS: one, FORMS: other} for one, other in zip(accounts, forms, strict=True)]
