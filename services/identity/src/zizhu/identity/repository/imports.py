"""Staff imports and their encrypted parts."""

from zizhu.common.imports.states import Import
from zizhu.common.imports.store import ImportStore
from zizhu.identity.models import StaffImportPartRow, StaffImportRow

IMPORTS = ImportStore("identity", StaffImportRow, StaffImportPartRow, Import)
