"""The rules of a school as released documents: listed, read, imported, and looked up by rounds.

What comes with the package is released for every school; nothing released is ever changed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identification.domain.defaults import default_questionnaire, default_scheme
from zizhu.identification.domain.document import digest_of
from zizhu.identification.domain.parameters import (
    Parameters,
    default_parameters,
    dump_parameters,
    parse_parameters,
)
from zizhu.identification.domain.questionnaire import (
    Questionnaire,
    dump_questionnaire,
    parse_questionnaire,
)
from zizhu.identification.domain.rules import Release, RoundRules, release_version
from zizhu.identification.domain.scheme import Scheme, dump_scheme, parse_scheme
from zizhu.identification.domain.vocabulary import Coded
from zizhu.identification.errors.campaigns import NoSuchRules
from zizhu.identification.errors.filing import UnknownVersion
from zizhu.identification.repository import rules as repository
from zizhu.identification.repository.rules import Released

CACHED = 128  # documents that a process keeps parsed


class DocumentKind(Coded):
    """What a school releases as data."""

    SCHEME = "scheme", "量化指标"
    QUESTIONNAIRE = "questionnaire", "评议问卷"
    PARAMETERS = "parameters", "认定参数"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of document is checked, and the one that comes with the package."""

    # The three document classes share no base; each reader gives its canonical content back.
    canonical: Callable[[object], dict[str, Any]]
    default: Callable[[], dict[str, Any]]


_KINDS: Mapping[DocumentKind, _Kind] = {
    DocumentKind.SCHEME: _Kind(
        lambda data: dump_scheme(parse_scheme(data)), lambda: dump_scheme(default_scheme())
    ),
    DocumentKind.QUESTIONNAIRE: _Kind(
        lambda data: dump_questionnaire(parse_questionnaire(data)),
        lambda: dump_questionnaire(default_questionnaire()),
    ),
    DocumentKind.PARAMETERS: _Kind(
        lambda data: dump_parameters(parse_parameters(data)),
        lambda: dump_parameters(default_parameters()),
    ),
}


def _released(kind: DocumentKind, content: dict[str, Any], at: datetime | None) -> Released:
    return Released(
        kind=kind.value,
        version=str(content["version"]),
        title=str(content["title"]),
        digest=digest_of(content),
        released_at=at,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True),
    )


def _default(kind: DocumentKind) -> Released:
    return _released(kind, _KINDS[kind].default(), None)


async def list_documents(tx: Transaction, scope: Scope, kind: DocumentKind) -> list[Released]:
    """List the released documents of a kind, the package's own first."""
    return [_default(kind), *await repository.list_released(tx, scope, kind.value)]


async def read_document(
    tx: Transaction, school_id: UUID, kind: DocumentKind, version: str
) -> Released:
    """Return one released document. Raises NoSuchRules."""
    default = _default(kind)
    if version == default.version:
        return default
    found = await repository.find_released(tx, school_id, kind.value, version)
    if found is None:
        raise NoSuchRules
    return found


async def release_document(
    tx: Transaction, scope: Scope, kind: DocumentKind, data: object, *, now: datetime
) -> Released:
    """Release what a file holds; the very same content again changes nothing.

    Raises:
        DocumentUnreadable, SchemeFlawed, RulesFlawed, UnknownVersion, UnknownGroup: it cannot be.
        VersionReleased: its version already stands for another content.
    """
    fresh = _released(kind, _KINDS[kind].canonical(data), now)
    if kind is DocumentKind.PARAMETERS:
        rules = parse_parameters(json.loads(fresh.content)).rules
        await require_documents(tx, scope.school_id, rules)
    known = await list_documents(tx, scope, kind)
    release_version(
        fresh.version,
        fresh.digest,
        earlier=[Release(one.version, one.digest, one.released_at or now) for one in known],
        now=now,
    )
    same = next((one for one in known if one.version == fresh.version), None)
    if same is not None:
        return same
    await repository.add_released(tx, scope.school_id, fresh, by=tx.actor.account_id)
    tx.record("rules.release", of=kind.value, object_id=fresh.version, digest=fresh.digest)
    return fresh


async def require_documents(tx: Transaction, school_id: UUID, rules: RoundRules) -> None:
    """Refuse rules whose scheme or questionnaire was never released. Raises UnknownVersion."""
    try:
        await read_document(tx, school_id, DocumentKind.SCHEME, rules.scheme_version)
        await read_document(tx, school_id, DocumentKind.QUESTIONNAIRE, rules.questionnaire_version)
    except NoSuchRules:
        raise UnknownVersion("量化指标或评议问卷没有这个版本，请先导入并发布") from None


@lru_cache(CACHED)
def _scheme(content: str) -> Scheme:
    return parse_scheme(json.loads(content))


@lru_cache(CACHED)
def _questionnaire(content: str) -> Questionnaire:
    return parse_questionnaire(json.loads(content))


async def scheme_of(tx: Transaction, school_id: UUID, version: str) -> Scheme:
    """Return an indicator scheme by version. Raises NoSuchRules."""
    default = default_scheme()
    if version == default.version:
        return default
    return _scheme((await read_document(tx, school_id, DocumentKind.SCHEME, version)).content)


async def questionnaire_of(tx: Transaction, school_id: UUID, version: str) -> Questionnaire:
    """Return a peer questionnaire by version. Raises NoSuchRules."""
    default = default_questionnaire()
    if version == default.version:
        return default
    found = await read_document(tx, school_id, DocumentKind.QUESTIONNAIRE, version)
    return _questionnaire(found.content)


async def parameters_of(tx: Transaction, school_id: UUID, version: str) -> Parameters:
    """Return released parameters by version. Raises NoSuchRules."""
    found = await read_document(tx, school_id, DocumentKind.PARAMETERS, version)
    return parse_parameters(json.loads(found.content))
