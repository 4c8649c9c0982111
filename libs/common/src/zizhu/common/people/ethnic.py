"""The ethnic groups of GB/T 3304 (domain.md 10.4); written with or without 族, or as the code."""

from dataclasses import dataclass

from zizhu.common.people.typed import typed_code
from zizhu.common.validity import NotValid

_PEOPLES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 "
    "傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 "
    "羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克"
    " 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)


@dataclass(frozen=True, slots=True)
class EthnicGroup:
    """One entry of the code list: `01` 汉族 to `56` 基诺族, `97` 其他, `98` 外国血统中国籍."""

    code: str
    label: str


ETHNIC_GROUPS = (
    *(EthnicGroup(f"{n:02}", f"{people}族") for n, people in enumerate(_PEOPLES.split(), start=1)),
    EthnicGroup("97", "其他"),
    EthnicGroup("98", "外国血统中国籍"),
)

_BY_CODE = {group.code: group for group in ETHNIC_GROUPS}
# Some lists number the last two 57 and 58.
_BY_CODE |= {"57": _BY_CODE["97"], "58": _BY_CODE["98"]}
_BY_NAME = {group.label.removesuffix("族"): group for group in ETHNIC_GROUPS}
_BY_NAME |= {"其他民": _BY_CODE["97"], "外国血统中国籍人士": _BY_CODE["98"]}


def ethnic_label(text: str) -> str:
    """Name a group for people: its label, or what is stored where the list does not know it."""
    try:
        return ethnic_group(text).label
    except NotValid:
        return text


def ethnic_group(text: str) -> EthnicGroup:
    """Return the group written as 汉, 汉族 or its code (domain.md 10.4).

    Raises:
        NotValid: blank, or not in the list.
    """
    written = typed_code(text, "民族")
    found = _BY_CODE.get(written.zfill(2)) or _BY_NAME.get(written.removesuffix("族"))
    if found is None:
        raise NotValid("民族不在国家标准名录中，请填写如“汉族”的规范名称")
    return found
