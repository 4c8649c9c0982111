"""Names of people: kept as given in NFC, compared in a plainer form, sorted by their reading.

Source: domain.md 10.9. Rare characters of extensions A to H are names, not errors; characters
that only one font knows, and the marks a lossy system leaves behind, are findings.
"""

import re
import unicodedata
from functools import cache

from pypinyin import Style, lazy_pinyin

from zizhu.common.people.surnames import surname_reading
from zizhu.common.people.typed import half_width, visible
from zizhu.common.validity import NotValid

MIDDLE_DOT = "·"
_DOTS = str.maketrans(dict.fromkeys("•・‧．", MIDDLE_DOT))
_LOST = frozenset("?？□\ufffd")
_LONGEST = 100
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_PLAIN = re.compile("[\u4e00-\u9fff]{1,100}")  # common characters alone: nothing to normalise
_PIECES = re.compile(rf"[{_HAN}]|[^{_HAN}]+")
_BLANK_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])")
_ASCII_DOT_IN_HAN = re.compile(rf"(?<=[{_HAN}])\.(?=[{_HAN}])")
_BLANKS_AROUND_DOT = re.compile(rf"\s*{MIDDLE_DOT}\s*")


def normalise_name(text: str) -> str:
    """Return a name as it is kept: NFC, without invisible characters and outer blanks.

    Raises:
        NotValid: blank, over 100 characters, or with characters that no register can hold
            (private use, `?`, `□`): 生僻字，请核对身份证 (domain.md 10.9).
    """
    if _PLAIN.fullmatch(text):
        return text
    name = " ".join(unicodedata.normalize("NFC", visible(text)).split())
    if not name:
        raise NotValid("姓名为空，请填写")
    if len(name) > _LONGEST:
        raise NotValid(f"姓名最长 {_LONGEST} 个字符，请核对")
    if any(char in _LOST or unicodedata.category(char) == "Co" for char in name):
        raise NotValid("生僻字，请核对身份证")
    return name


def comparison_form(name: str) -> str:
    """Return the form in which two writings of one name are equal; never shown or stored as it.

    Every middle dot becomes U+00B7, blanks beside Chinese characters go, letters lose width and
    case.
    """
    if _PLAIN.fullmatch(name):
        return name
    plain = half_width(unicodedata.normalize("NFC", visible(name)).translate(_DOTS)).casefold()
    dotted = _ASCII_DOT_IN_HAN.sub(MIDDLE_DOT, _BLANK_BESIDE_HAN.sub("", plain))
    return " ".join(_BLANKS_AROUND_DOT.sub(MIDDLE_DOT, dotted).split())


def same_name(one: str, other: str) -> bool:
    """Tell whether two writings mean the same name."""
    return comparison_form(one) == comparison_form(other)


def sort_key(name: str) -> str:
    """Return a key that sorts names by the reading of each character, then by the characters.

    Characters are read one by one: phrases of a dictionary say nothing about a name, and would
    cost ten times the time over a register. Compare it byte by byte (in PostgreSQL: COLLATE "C").
    It holds the name: treat it alike.
    """
    plain = comparison_form(name)
    family, rest = surname_reading(plain)
    readings = [_reading(one) if len(one) == 1 else one for one in _PIECES.findall(rest)]
    # Two blanks sort before the one blank between syllables, so a shorter name comes first.
    return f"{' '.join([*family, *readings])}  {plain}"


@cache
def _reading(char: str) -> str:
    return lazy_pinyin(char, style=Style.TONE3, neutral_tone_with_five=True)[0]
