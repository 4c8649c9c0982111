"""Which version of which rule a round uses.

A released version is never edited, only succeeded; a result stores the version that made it, and an
old version stays computable for as long as its results are kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar

from pydantic import ConfigDict

from zizhu.common.errors import Finding
from zizhu.identification.domain.vocabulary import Coded
from zizhu.identification.errors.filing import RulesFlawed, UnknownVersion, VersionReleased


class RuleKind(Coded):
    SCORE = "score", "客观分数"
    PEER = "peer", "民主评议计分"
    RANK = "rank", "排名差异"
    CUT = "cut", "切线"


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a computation, as the code of this release knows it."""

    version: str
    kind: RuleKind
    summary: str


# Append only: a result of any of these may still have to be recomputed and compared.
RULES: MappingProxyType[str, RuleVersion] = MappingProxyType(
    {
        rule.version: rule
        for rule in (
            RuleVersion("score.v1", RuleKind.SCORE, "各项选项得分按上限封顶后相加，取整数"),
            RuleVersion("peer.v1", RuleKind.PEER, "全部评议表总分的平均数，按精确分数比较"),
            RuleVersion("rank.v1", RuleKind.RANK, "班内两种名次之差占人数的比例，超过阈值为异常"),
            RuleVersion("cut.v1", RuleKind.CUT, "按在校生比例与分数线划定等级，同分不拆"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class RoundRules:
    """Everything a school may decide for one round; the defaults are those of domain.md 5.

    `threshold_hundredths` is in hundredths of a percent; shares are whole percents of enrolment.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    scheme_version: str = "fj-default-v1"
    questionnaire_version: str = "fj-peer-v1"
    score_rule: str = "score.v1"
    peer_rule: str = "peer.v1"
    rank_rule: str = "rank.v1"
    cut_rule: str = "cut.v1"
    threshold_hundredths: int = 2500
    min_population_for_flag: int = 4
    flags_guaranteed: bool = False
    clearing_needs_visit: bool = True
    pauses_in_breaks: bool = True
    special_percent: int = 5
    general_percent: int = 15
    other_percent: int = 25
    total_percent: int = 45
    min_score: int = 20
    allow_grant_wisher_as_evaluator: bool = False
    evaluator_full_form: bool = False


def require_sound(rules: RoundRules) -> None:
    """Refuse rules that name a computation this release does not have, or a number out of range.

    Raises:
        UnknownVersion: a version is missing from `RULES` or belongs to another computation.
        RulesFlawed: with a finding by number.
    """
    named = {
        RuleKind.SCORE: rules.score_rule,
        RuleKind.PEER: rules.peer_rule,
        RuleKind.RANK: rules.rank_rule,
        RuleKind.CUT: rules.cut_rule,
    }
    for kind, version in named.items():
        rule = RULES.get(version)
        if rule is None or rule.kind is not kind:
            raise UnknownVersion(f"{kind.label}没有版本 {version}，请选择已发布的版本")
    findings = [
        Finding(f"{label}应为 {least} 至 {most} 的整数", field=name)
        for name, (label, least, most) in _RANGES.items()
        if not least <= getattr(rules, name) <= most
    ]
    shares = rules.special_percent + rules.general_percent + rules.other_percent
    if shares > rules.total_percent:
        sentence = f"三档比例合计 {shares}%，超过总上限 {rules.total_percent}%"
        findings.append(Finding(sentence, field="total_percent"))
    if findings:
        raise RulesFlawed(f"认定规则有 {len(findings)} 处超出范围，请修改", errors=findings)


_RANGES = MappingProxyType(
    {
        "threshold_hundredths": ("排名差异阈值（万分之一）", 0, 10_000),
        "min_population_for_flag": ("计算差异的最少人数", 1, 1_000),
        "special_percent": ("特别困难比例", 0, 100),
        "general_percent": ("一般困难比例", 0, 100),
        "other_percent": ("其他家庭经济困难比例", 0, 100),
        "total_percent": ("困难学生总比例上限", 0, 100),
        "min_score": ("最低分", 0, 1_000),
    }
)


@dataclass(frozen=True, slots=True)
class Release:
    """A scheme or questionnaire made usable: its version is tied to its content for good."""

    version: str
    digest: str
    released_at: datetime


def release_version(
    version: str, digest: str, *, earlier: Iterable[Release], now: datetime
) -> Release:
    """Tie a version to a content; releasing the very same content again changes nothing.

    Raises:
        VersionReleased: the version already stands for another content.
    """
    for release in earlier:
        if release.version == version:
            if release.digest != digest:
                raise VersionReleased(f"版本 {version} 已发布，不可修改；请另起一个新版本号")
            return release
    return Release(version, digest, now)
