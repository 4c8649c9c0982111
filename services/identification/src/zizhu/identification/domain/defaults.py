"""The scheme and the questionnaire that come with the package, as constant data.

A test pins their digests: what was once released under these versions is never edited.
"""

import json
from functools import cache
from importlib import resources

from zizhu.identification.domain.questionnaire import Questionnaire, parse_questionnaire
from zizhu.identification.domain.scheme import Scheme, parse_scheme

DEFAULT_SCHEME = "fj-default-v1"
DEFAULT_QUESTIONNAIRE = "fj-peer-v1"


def _load(version: str) -> object:
    folder = resources.files("zizhu.identification") / "data"
    data: object = json.loads((folder / f"{version}.json").read_text(encoding="utf-8"))
    return data


@cache
def default_scheme() -> Scheme:
    """Give the 90-point indicator scheme of domain.md 5.5."""
    return parse_scheme(_load(DEFAULT_SCHEME))


@cache
def default_questionnaire() -> Questionnaire:
    """Give the 15-point peer questionnaire of domain.md 5.6."""
    return parse_questionnaire(_load(DEFAULT_QUESTIONNAIRE))
