"""The kinds of special groups; which of them guarantee a student is a school's configuration.

Codes are stable, because claims of closed rounds keep them (domain.md 5.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from zizhu.identification.errors.filing import UnknownGroup


@dataclass(frozen=True, slots=True)
class GroupKind:
    """One kind, with the document or the office that proves it."""

    code: str
    label: str
    source: str
    is_guaranteed: bool


Kinds = Mapping[str, GroupKind]

_MONITORING = "全国防返贫监测信息系统"
_CHILD_WELFARE = "儿童福利信息系统"
_VETERANS = "退役军人部门"

_GUARANTEED = (
    ("tuopin", "脱贫（原建档立卡）家庭学生", _MONITORING),
    ("tuopin_unstable", "脱贫不稳定家庭学生", _MONITORING),
    ("marginal", "边缘易致贫家庭学生", _MONITORING),
    ("sudden", "突发严重困难家庭学生", _MONITORING),
    ("dibao", "最低生活保障家庭学生", "民政部门"),
    ("tekun", "特困救助供养学生", "民政部门"),
    ("orphan", "孤儿", _CHILD_WELFARE),
    ("de_facto_orphan", "事实无人抚养儿童、艾滋病病毒感染儿童", _CHILD_WELFARE),
    ("disabled_student", "残疾学生（本人）", "残疾人证或残联"),
    (
        "martyr_child",
        "烈士子女、因公牺牲及1-4级伤残人员子女、见义勇为牺牲人员子女",
        "退役军人、公安或应急部门",
    ),
    ("preferential", "优抚对象子女（定期抚恤）", _VETERANS),
)
_WEIGHED_ONLY = (
    ("disabled_parent", "残疾人子女", "残疾人证"),
    ("dibao_marginal", "低保边缘家庭学生", "民政部门"),
    ("rigid_expense", "刚性支出困难家庭学生", "民政部门"),
    ("other_low_income", "其他低收入家庭学生", "民政部门"),
    ("relocation", "易地扶贫搬迁家庭学生", "乡村振兴部门"),
)

DEFAULT_KINDS: Kinds = MappingProxyType(
    {
        code: GroupKind(code, label, source, is_guaranteed=True)
        for code, label, source in _GUARANTEED
    }
    | {
        code: GroupKind(code, label, source, is_guaranteed=False)
        for code, label, source in _WEIGHED_ONLY
    }
)


def configure_kinds(guaranteed: Mapping[str, bool], *, kinds: Kinds = DEFAULT_KINDS) -> Kinds:
    """Decide anew for some kinds whether they guarantee a student.

    Raises:
        UnknownGroup: a code is not among the kinds.
    """
    if unknown := sorted(set(guaranteed) - set(kinds)):
        raise UnknownGroup(f"没有这些特殊群体类型：{'、'.join(unknown)}")
    return MappingProxyType(
        {
            code: replace(kind, is_guaranteed=guaranteed.get(code, kind.is_guaranteed))
            for code, kind in kinds.items()
        }
    )
