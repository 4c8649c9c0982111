"""One OpenAPI document out of those the services ship; the gateway itself has no schema.

A component that two services name alike and define differently is renamed after its service.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import TypeAlias

import orjson

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | float | bool | None"
Document: TypeAlias = Mapping[str, Json]
REF = "#/components/"

Name = tuple[str, str]  # section and name, such as ("schemas", "Problem")


def merge(documents: Mapping[str, Document], *, version: str = "1") -> Document:
    """Merge documents by service; only paths under `/api/v1/<service>` go in."""
    renamed = _renamed(documents)
    paths: dict[str, Json] = {}
    components: dict[str, dict[str, Json]] = defaultdict(dict)
    tags: list[Json] = []
    for service, document in sorted(documents.items()):
        rewrite = _rewriter(service, renamed)
        tags.append({"name": service, "description": _title(document)})
        for path, item in _paths(service, document).items():
            paths[path] = _tagged(_rewritten(item, rewrite), service)
        for (section, name), body in _components(document).items():
            new = rewrite((section, name))[1]
            components[section][new] = _rewritten(body, rewrite)
    return {
        "openapi": "3.1.0",
        "info": {"title": "资助平台接口", "version": version, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": paths,
        "components": {
            section: dict(sorted(items.items())) for section, items in components.items()
        },
    }


DESCRIPTION = """\
所有服务的接口合并在此。拒绝一律为 `application/problem+json`：
`code` 稳定不变，`detail` 说明原因和办法。

任何接口还可能由网关直接答复：401 `token_invalid`、403 `foreign_origin`、404 `unknown_address`、
413 `body_too_large`、422 `body_stalled` `method_unknown`、429 `too_many_requests`、
503 `service_away` `service_silent` `service_full`；429 和 503 带 `Retry-After`。
"""


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _title(document: Document) -> str:
    info = _mapping(document.get("info"))
    return str(info.get("title", ""))


def _paths(service: str, document: Document) -> Mapping[str, Json]:
    root = f"/api/v1/{service}"
    found = _mapping(document.get("paths"))
    return {
        path: item for path, item in found.items() if path == root or path.startswith(f"{root}/")
    }


def _components(document: Document) -> Mapping[Name, Json]:
    sections = _mapping(document.get("components"))
    return {
        (section, name): body
        for section, items in sections.items()
        for name, body in _mapping(items).items()
    }


Rename = Callable[[Name], Name]


def _rewriter(service: str, renamed: frozenset[Name]) -> Rename:
    prefix = "".join(part.capitalize() for part in service.split("_"))

    def rewrite(name: Name) -> Name:
        return (name[0], prefix + name[1]) if name in renamed else name

    return rewrite


def _rewritten(value: Json, rewrite: Rename) -> Json:
    """Copy a part of a document with its references renamed."""
    if isinstance(value, Mapping):
        return {
            key: _reference(item, rewrite)
            if isinstance(item, str) and item.startswith(REF)
            else _rewritten(item, rewrite)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_rewritten(item, rewrite) for item in value]
    return value


def _reference(text: str, rewrite: Rename) -> str:
    section, _, name = text.removeprefix(REF).partition("/")
    return REF + "/".join(rewrite((section, name)))


def _renamed(documents: Mapping[str, Document]) -> frozenset[Name]:
    """Names that must be told apart; whatever refers to one of them differs as well."""
    renamed: frozenset[Name] = frozenset()
    while True:
        bodies: dict[Name, set[bytes]] = defaultdict(set)
        for service, document in documents.items():
            rewrite = _rewriter(service, renamed)
            for name, body in _components(document).items():
                text = orjson.dumps(_rewritten(body, rewrite), option=orjson.OPT_SORT_KEYS)
                bodies[name].add(text)
        found = frozenset(name for name, texts in bodies.items() if len(texts) > 1)
        if found <= renamed:
            return renamed
        renamed = renamed | found


def _tagged(item: Json, service: str) -> Json:
    """Put every operation of a path under its service."""
    tagged = dict(deepcopy(_mapping(item)))
    for method, operation in tagged.items():
        if isinstance(operation, Mapping):
            tagged[method] = {**operation, "tags": [service]}
    return tagged
