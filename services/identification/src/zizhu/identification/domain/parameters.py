"""A school's parameters as one released document: threshold, shares, minimum score, panel rules,
and which special groups guarantee (domain.md 5.4, 5.5, 5.8).
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

from zizhu.identification.domain.document import digest_of, dump_document, read_document
from zizhu.identification.domain.groups import configure_kinds
from zizhu.identification.domain.rules import RoundRules, require_sound
from zizhu.identification.domain.scheme import Code, Label

DEFAULT_PARAMETERS = "default-v1"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The rules of a round under one version id; `guaranteed` overrides the kinds' defaults."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    version: Code
    title: Label
    rules: RoundRules = field(default_factory=RoundRules)
    guaranteed: dict[str, bool] = field(default_factory=dict)


_PARAMETERS: TypeAdapter[Parameters] = TypeAdapter(Parameters)


def default_parameters() -> Parameters:
    """Give the parameters that come with the package."""
    return Parameters(DEFAULT_PARAMETERS, "默认认定参数")


def parse_parameters(data: object) -> Parameters:
    """Read parameters from JSON-like data, as a file of them holds it.

    Raises:
        DocumentUnreadable: the data does not have the shape of parameters.
        RulesFlawed: a number is out of its range.
        UnknownVersion: a computation is named that this release does not have.
        UnknownGroup: `guaranteed` names a kind that does not exist.
    """
    parameters = read_document(_PARAMETERS, data, name="认定参数")
    require_sound(parameters.rules)
    configure_kinds(parameters.guaranteed)
    return parameters


# JSON-like data has no narrower type.
def dump_parameters(parameters: Parameters) -> dict[str, Any]:
    """Write parameters as JSON-like data that `parse_parameters` reads back to an equal value."""
    return dump_document(_PARAMETERS, parameters)


def parameters_digest(parameters: Parameters) -> str:
    """Name the content of parameters; a released version keeps its digest for good."""
    return digest_of(dump_parameters(parameters))
