"""What demo and test installations show, on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from zizhu.common.auth import Role


class DemoAccount(BaseModel):
    """One account for one click."""

    role: Role
    role_label: str
    login: str
    password: str
    name: str
    school_id: UUID | None
    school_name: str | None


class ShownCode(BaseModel):
    """A message that would have been sent to a phone."""

    phone: str
    text: str
    shown_at: datetime
