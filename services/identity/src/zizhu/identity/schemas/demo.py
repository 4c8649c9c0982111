"""What demo and test installations show, on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from zizhu.common.auth import Role


class DemoAccount(BaseModel):
    """One account for one click; `label` says what there is to see with it."""

    role: Role
    role_label: str
    label: str
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
