"""The page of settings, made from the models so that it cannot drift (`python -m`, see below)."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin

import typer
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from zizhu.common.settings import Profile, ServiceSettings
from zizhu.embedded.settings import HostSettings
from zizhu.gateway.settings import GatewaySettings

PAGE = Path("docs/operations/settings.md")
_HEAD = """\
# Settings

Environment variables, read once at the start. `zizhu run` without a service, and every command with
`--home`, take databases, keys and files from the folder of the installation instead. A variable of
the first two tables may also be given as a file: `ZIZHU_KEYS_FILE=/run/secrets/keys.json`. Lists
and mappings are JSON.

This page is made from the code: `python -m zizhu.embedded.settings_page`.
"""


def page() -> str:
    """Return the whole page."""
    own = {name: field for name, field in _fields(HostSettings) if _is_new(name)}
    return "\n".join(
        (
            _HEAD,
            _table("Every service", "ZIZHU_", dict(_fields(ServiceSettings))),
            _table("The host, and operators' commands", "ZIZHU_", own),
            _table("The gateway", "GATEWAY_", dict(_fields(GatewaySettings))),
        )
    )


def _is_new(name: str) -> bool:
    return name not in ServiceSettings.model_fields


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    yield from model.model_fields.items()


def _table(title: str, prefix: str, fields: dict[str, FieldInfo]) -> str:
    rows = [
        f"| `{_variable(prefix, name, field)}` | {_default(field)} | {_meaning(field)} |"
        for name, field in fields.items()
    ]
    head = [f"## {title}", "", "| variable | default | what |", "| --- | --- | --- |"]
    return "\n".join((*head, *rows, ""))


def _variable(prefix: str, name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    return alias if isinstance(alias, str) else f"{prefix}{name.upper()}"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is PydanticUndefined or value is None or value in ("", (), {}):
        return ""
    if isinstance(value, SecretStr):
        return f"`{value.get_secret_value()}`" if value.get_secret_value() else ""
    shown = json.dumps(value) if isinstance(value, tuple | dict) else str(value)
    return f"`{shown}`"


def _meaning(field: FieldInfo) -> str:
    text = field.description or _choices(field)
    return text.replace("|", "\\|")


def _choices(field: FieldInfo) -> str:
    kind = field.annotation
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return ", ".join(one.value for one in Profile) if Profile in kinds else ""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    typer.echo(str(PAGE))


if __name__ == "__main__":
    main()
