"""The shape of every request body."""

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """A request body: a field that nobody reads is a mistake of the caller."""

    model_config = ConfigDict(extra="forbid", frozen=True)
