"""What a student agrees to and what they sign, each by the version of its text.

A text once agreed to is never edited; a new wording is a new version (domain.md 5.5b, 11).
"""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from zizhu.identification.errors.filing import UnknownVersion

SignedName = Annotated[str, StringConstraints(max_length=50, strip_whitespace=True)]


@dataclass(frozen=True, slots=True)
class Notice:
    """A text under its version."""

    version: str
    text: str


# Append only: an old form still has to show what its student agreed to.
CONSENT_NOTICES: MappingProxyType[str, Notice] = MappingProxyType(
    {
        notice.version: notice
        for notice in (
            Notice(
                "consent.v1",
                "学校为认定家庭经济困难学生收集本表信息，只供本校辅导员、院系和资助部门审核使用，"
                "不对外公开。健康、残疾和特殊群体等敏感信息需您单独同意；不同意的，该项不计分，"
                "不影响其他各项。填写家人的信息，请先告知本人。切线前您可以随时撤回申请。",
            ),
        )
    }
)
COMMITMENTS: MappingProxyType[str, Notice] = MappingProxyType(
    {
        notice.version: notice
        for notice in (
            Notice("commitment.v1", "本人承诺以上所填写资料真实，如有虚假，愿承担相应责任。"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Consent:
    """When a student agreed to which notice, and whether to sensitive data too."""

    version: str
    given_at: AwareDatetime
    covers_sensitive: bool


@dataclass(frozen=True, slots=True)
class Commitment:
    """The commitment with the name signed under it; of a minor, a guardian's as well."""

    version: str
    signed_name: SignedName
    signed_at: AwareDatetime
    guardian_name: SignedName | None = None


def give_consent(version: str, *, covers_sensitive: bool, now: datetime) -> Consent:
    """Record that a student agreed.

    Raises:
        UnknownVersion: no such notice was ever shown.
    """
    if version not in CONSENT_NOTICES:
        raise UnknownVersion("没有这个版本的告知书，请刷新页面后重新阅读")
    return Consent(version, now, covers_sensitive)


def sign_commitment(
    version: str, *, signed_name: str, guardian_name: str | None, now: datetime
) -> Commitment:
    """Record the signature under the personal commitment.

    Raises:
        UnknownVersion: no such commitment was ever shown.
    """
    if version not in COMMITMENTS:
        raise UnknownVersion("没有这个版本的承诺书，请刷新页面后重新阅读")
    guardian = guardian_name.strip() if guardian_name else None
    return Commitment(version, signed_name.strip(), now, guardian or None)
