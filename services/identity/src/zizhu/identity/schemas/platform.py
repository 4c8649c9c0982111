"""Platform administration on the wire."""

from pydantic import Field

from zizhu.common.wire import Body


class PlatformActivation(Body):
    """The first slip, and what its holder chooses."""

    slip: str = Field(max_length=40)
    login: str = Field(max_length=64)
    password: str = Field(max_length=256)
    name: str = Field(max_length=120)
