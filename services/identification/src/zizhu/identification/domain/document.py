"""Read and write schemes, questionnaires and forms as plain data.

What was read and written again is equal, so a digest names the content and nothing else.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from zizhu.common.errors import Finding
from zizhu.identification.errors.filing import DocumentUnreadable

T = TypeVar("T")

# pydantic speaks English to programmers; these are the few things that an officer can get wrong.
_SENTENCES = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识的项目，请删除",
    "unexpected_keyword_argument": "不认识的项目，请删除",
    "enum": "取值不在可选范围内",
    "string_too_long": "文字过长",
    "string_pattern_mismatch": "格式不正确",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "too_long": "条数过多",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "string_type": "应为文字",
}


def read_document(adapter: TypeAdapter[T], data: object, *, name: str) -> T:
    """Read one document from JSON-like data.

    Raises:
        DocumentUnreadable: with a finding by field, when the data does not have the shape.
    """
    try:
        # Through JSON: strict types, yet an enum may be its code and a time its ISO text.
        return adapter.validate_json(json.dumps(data), strict=True)
    except ValidationError as problem:
        findings = [
            Finding(
                _SENTENCES.get(error["type"], "类型或取值不正确"),
                field=".".join(str(step) for step in error["loc"]),
            )
            for error in problem.errors(include_input=False, include_url=False)
        ]
    except (TypeError, ValueError):
        findings = [Finding("不是 JSON 数据")]
    raise DocumentUnreadable(
        f"{name}有 {len(findings)} 处无法识别，请按提示修改后重试", errors=findings
    )


# The shape of a dumped document belongs to its class; JSON itself has no narrower type.
def dump_document(adapter: TypeAdapter[T], document: T) -> dict[str, Any]:
    """Write a document as JSON-like data that `read_document` reads back to an equal value."""
    dumped: dict[str, Any] = adapter.dump_python(document, mode="json")
    return dumped


def digest_of(data: Mapping[str, object]) -> str:
    """Name the content of a dumped document: SHA-256 of its canonical JSON, in hex."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
