"""Refusals as RFC 9457 problem documents: the only place that knows HTTP statuses.

In an installation of the test profile a refusal that its route did not declare becomes a 500, so
every integration test checks that routes say what they refuse.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TypeVar

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from zizhu.common import errors
from zizhu.common.errors import Finding, Refusal
from zizhu.common.tracing import trace_id

MEDIA_TYPE = "application/problem+json"

# Most specific first: a class is mapped by the first kind it is an instance of.
STATUSES: Mapping[type[Refusal], int] = {
    errors.StaleVersion: 412,
    errors.Malformed: 422,
    errors.Invalid: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooLarge: 413,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}

# What the plumbing may answer on any route; the rest a route declares itself.
EVERYWHERE = frozenset(
    {
        "malformed",
        "unauthenticated",
        "token_invalid",
        "token_stale",
        "no_school",
        "sign_in_not_fresh",
        "forbidden",
        "not_found",
        "not_allowed",
        "stale_version",
        "version_missing",
        "cursor_invalid",
        "key_reused",
        "too_large",
        "too_many",
        "unavailable",
        "database_away",
        "keys_away",
    }
)


def status_of(refusal: type[Refusal]) -> int:
    """Return the HTTP status of a refusal's kind."""
    return next(
        (status for kind, status in STATUSES.items() if issubclass(refusal, kind)),
        int(HTTPStatus.BAD_REQUEST),
    )


def problems(*refusals: type[Refusal]) -> dict[int | str, dict[str, object]]:
    """Declare the refusals of a route, for its signature, the tests and the generated client."""
    grouped: dict[int, list[type[Refusal]]] = defaultdict(list)
    for refusal in refusals:
        grouped[status_of(refusal)].append(refusal)
    return {
        status: {
            "description": "; ".join(f"`{item.code}` {item.title}" for item in group),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            "x-codes": [item.code for item in group],
        }
        for status, group in sorted(grouped.items())
    }


PROBLEM_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "trace_id": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message"],
                "properties": {
                    "message": {"type": "string"},
                    "field": {"type": ["string", "null"]},
                    "row": {"type": ["integer", "null"]},
                    "column": {"type": ["string", "null"]},
                },
            },
        },
    },
}


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "message": finding.message,
        "field": finding.field,
        "row": finding.row,
        "column": finding.column,
    }


def problem_response(refusal: Refusal, *, instance: str | None = None) -> Response:
    """Render a refusal as problem+json."""
    status = status_of(type(refusal))
    body = {
        "type": f"/problems/{refusal.code.replace('_', '-')}",
        "title": refusal.title,
        "status": status,
        "detail": refusal.detail,
        "code": refusal.code,
        "instance": instance,
        "trace_id": trace_id(),
        "errors": [_finding(item) for item in refusal.errors],
        **refusal.facts,
    }
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else None
    return Response(orjson.dumps(body, default=str), status, media_type=MEDIA_TYPE, headers=headers)


class Unexpected(Refusal):
    """A defect of ours; nothing of it is told but the trace id."""

    code = "unexpected"
    title = "系统内部错误"


def unexpected_response() -> Response:
    refusal = Unexpected("系统出现内部错误，您的操作没有保存。请稍后重试，或把追踪编号告诉管理员。")
    response = problem_response(refusal)
    body = orjson.loads(response.body)
    return Response(orjson.dumps({**body, "status": 500}), 500, media_type=MEDIA_TYPE)


_SENTENCES = {
    "missing": "必填项没有填写。",
    "string_too_short": "内容太短。",
    "string_too_long": "内容太长。",
    "uuid_parsing": "编号格式不正确。",
    "int_parsing": "请填写整数。",
    "enum": "不是允许的取值。",
    "literal_error": "不是允许的取值。",
    "json_invalid": "请求内容不是有效的 JSON。",
    "extra_forbidden": "多余的字段，请删除。",
}


def _malformed(found: RequestValidationError) -> errors.Malformed:
    findings = [
        Finding(
            _SENTENCES.get(str(item["type"]), "内容格式不正确，请检查后重新填写。"),
            field=".".join(str(part) for part in item["loc"] if part != "body"),
        )
        for item in found.errors()
    ]
    return errors.Malformed("请求内容不正确，请按提示逐项修改。", errors=findings)


# SQLSTATE of what PostgreSQL cannot hold, and only a client can have sent: a zero character, a
# number beyond its column. The rest of class 22 (a division by zero) would be a defect of ours.
_UNSTORABLE = frozenset({"22000", "22003", "22021", "22P05"})


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _declared(request: Request) -> frozenset[str]:
    route = request.scope.get("route")
    responses: Mapping[object, Mapping[str, Sequence[str]]] = getattr(route, "responses", {}) or {}
    return EVERYWHERE | {code for item in responses.values() for code in item.get("x-codes", ())}


def install_problems(
    app: FastAPI, log: structlog.typing.FilteringBoundLogger, *, is_strict: bool
) -> None:
    """Turn every refusal, malformed request and defect of `app` into problem+json."""

    async def on_refusal(request: Request, error: Exception) -> Response:
        refusal = _as(Refusal, error)
        if is_strict and refusal.code not in _declared(request):
            log.error("refusal_undeclared", code=refusal.code, path=request.url.path)
            return unexpected_response()
        log.info("refused", code=refusal.code)
        return problem_response(refusal, instance=request.url.path)

    async def on_database(request: Request, error: Exception) -> Response:
        found = _as(DBAPIError, error)
        if _sqlstate(found) not in _UNSTORABLE:
            raise found
        log.warning("value_unstorable", sqlstate=_sqlstate(found))
        return problem_response(
            errors.Malformed("请求中有无法保存的字符或过大的数字，请检查后重新填写。"),
            instance=request.url.path,
        )

    app.add_exception_handler(Refusal, on_refusal)
    app.add_exception_handler(DBAPIError, on_database)
    app.add_exception_handler(RequestValidationError, _on_malformed)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_malformed(request: Request, error: Exception) -> Response:
    found = _as(RequestValidationError, error)
    return problem_response(_malformed(found), instance=request.url.path)


async def _on_http(request: Request, error: Exception) -> Response:
    found = _as(HTTPException, error)
    if found.status_code == HTTPStatus.NOT_FOUND:
        return problem_response(errors.NotFound("没有这个地址。"), instance=request.url.path)
    response = problem_response(
        errors.Malformed("请求方式或内容不正确。"), instance=request.url.path
    )
    body = {**orjson.loads(response.body), "status": found.status_code}
    return Response(
        orjson.dumps(body), found.status_code, media_type=MEDIA_TYPE, headers=found.headers
    )


X = TypeVar("X", bound=Exception)


def _as(kind: type[X], error: Exception) -> X:
    """Starlette types every handler's error as Exception; it only ever hands in the right kind."""
    if not isinstance(error, kind):
        raise error
    return error
