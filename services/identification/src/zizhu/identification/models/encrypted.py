"""The encrypted columns of identification, as a rotation of keys turns them.

A column that holds ciphertexts and is missing here keeps an old key from being retired.
"""

from zizhu.common.reencrypt import EncryptedColumn
from zizhu.identification.models.base import Base

_COLUMNS = {
    "student": ("document", "phone"),
    "form": ("content", "notes"),
    "form_submission": ("content",),
    "form_step": ("reason",),
    "standing": ("content",),
    "panel_task": ("sheet",),
    "clearance": ("visit", "reason"),
    "cut": ("inputs", "grades"),
    "grade_change": ("reason",),
    "reopening": ("reason",),
    "proposal": ("reason",),
    "objection": ("steps",),
}
_TABLES = Base.metadata.tables

ENCRYPTED = (
    *(EncryptedColumn(_TABLES[name], one) for name, some in _COLUMNS.items() for one in some),
    EncryptedColumn(_TABLES["evidence"], "target", row_id="file_id"),
    EncryptedColumn(_TABLES["panel_member"], "gone_reason", row_id="panel_id:person_id"),
    EncryptedColumn(_TABLES["panel_applicant"], "gone_reason", row_id="panel_id:person_id"),
)
