"""Released rules, and what students are shown of them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, JsonValue

from zizhu.common.wire import Body
from zizhu.identification.domain.consent import COMMITMENTS, CONSENT_NOTICES, Notice
from zizhu.identification.domain.groups import GroupKind
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.scheme import Scheme, dump_scheme
from zizhu.identification.domain.score import band_labels
from zizhu.identification.repository.rules import Released


class DocumentIn(Body):
    """The content of a file that holds a scheme, a questionnaire or parameters."""

    document: JsonValue


class DocumentOut(BaseModel):
    """One released document; `released_at` is None for what comes with the package."""

    kind: str
    version: str
    title: str
    digest: str
    released_at: datetime | None

    @classmethod
    def of(cls, released: Released) -> Self:
        return cls(**{name: getattr(released, name) for name in cls.model_fields})


class DocumentWhole(DocumentOut):
    """A released document with its content, as a file of it holds it."""

    content: JsonValue

    @classmethod
    def of(cls, released: Released) -> Self:
        head = {name: getattr(released, name) for name in DocumentOut.model_fields}
        return cls(**head, content=json.loads(released.content))


class KindOut(BaseModel):
    """One kind of special group."""

    code: str
    label: str
    source: str

    @classmethod
    def of(cls, kind: GroupKind) -> Self:
        return cls(code=kind.code, label=kind.label, source=kind.source)


class NoticeOut(BaseModel):
    """A text that a student agrees to or signs, under its version."""

    version: str
    text: str

    @classmethod
    def newest(cls, notices: Mapping[str, Notice]) -> Self:
        last = list(notices.values())[-1]
        return cls(version=last.version, text=last.text)


class QuestionsOut(BaseModel):
    """Everything a form asks in one round. Labels of income bands are in yuan."""

    scheme: dict[str, JsonValue]
    labels: dict[str, dict[str, str]]
    special_groups: list[KindOut]
    consent: NoticeOut
    commitment: NoticeOut

    @classmethod
    def of(cls, one: Round, scheme: Scheme) -> Self:
        content: dict[str, Any] = dump_scheme(scheme)  # JSON has no narrower type
        return cls(
            scheme=content,
            labels={
                item.code: dict(band_labels(item, subsistence_line=one.line))
                for item in scheme.items()
            },
            special_groups=[KindOut.of(kind) for kind in one.kinds.values()],
            consent=NoticeOut.newest(CONSENT_NOTICES),
            commitment=NoticeOut.newest(COMMITMENTS),
        )
