"""The encrypted columns of roster, as a rotation of keys turns them.

Parts of an import lie under the import's own data key, which is what turns.
"""

from zizhu.common.reencrypt import EncryptedColumn
from zizhu.roster.models.base import Base
from zizhu.roster.models.imports import ImportRow
from zizhu.roster.models.register import StudentRow
from zizhu.roster.models.schools import SchoolRow

_TABLES = Base.metadata.tables

ENCRYPTED = (
    EncryptedColumn(_TABLES[SchoolRow.__tablename__], "admin_phone"),
    EncryptedColumn(_TABLES[StudentRow.__tablename__], "document"),
    EncryptedColumn(_TABLES[StudentRow.__tablename__], "original"),
    EncryptedColumn(_TABLES[StudentRow.__tablename__], "phone"),
    EncryptedColumn(_TABLES[ImportRow.__tablename__], "wrapped_key"),
)
