"""Platform administration on the wire."""

from pydantic import Field

from zizhu.identity.schemas.sessions import Strict


class PlatformActivation(Strict):
    """The first slip, and what its holder chooses."""

    slip: str = Field(max_length=40)
    login: str = Field(max_length=64)
    password: str = Field(max_length=256)
    name: str = Field(max_length=120)
