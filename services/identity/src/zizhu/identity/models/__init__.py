"""Tables of identity."""

from zizhu.identity.models.access import (
    AllowanceRow,
    CodeRow,
    LockRow,
    RefreshTokenRow,
    SessionRow,
    ShownCodeRow,
    SlipRow,
    TokenKeyRow,
)
from zizhu.identity.models.accounts import AccountRow, PostRow, PostScopeRow
from zizhu.identity.models.base import Base
from zizhu.identity.models.imports import StaffImportPartRow, StaffImportRow
from zizhu.identity.models.register import SchoolRow, StudentRow, UnitRow

__all__ = [
    "AccountRow",
    "AllowanceRow",
    "Base",
    "CodeRow",
    "LockRow",
    "PostRow",
    "PostScopeRow",
    "RefreshTokenRow",
    "SchoolRow",
    "SessionRow",
    "ShownCodeRow",
    "SlipRow",
    "StaffImportPartRow",
    "StaffImportRow",
    "StudentRow",
    "TokenKeyRow",
    "UnitRow",
]
