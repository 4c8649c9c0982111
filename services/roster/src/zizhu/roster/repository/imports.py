"""Imports of the register and their encrypted parts."""

from zizhu.common.imports.store import ImportStore
from zizhu.roster.domain.importing import ImportKind, StudentImport
from zizhu.roster.models import ImportPartRow, ImportRow

IMPORTS = ImportStore("roster", ImportRow, ImportPartRow, StudentImport, {"kind": ImportKind})
