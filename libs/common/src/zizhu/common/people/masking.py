"""How personal values look to somebody without the right to see them plain (domain.md 11).

A value that is shorter than its kind shows less, never all of itself.
"""

import re
import unicodedata
from datetime import date

_KEPT_IN_NAMES = frozenset("·•・‧． ")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_PROVINCE = rf"(?:[{_HAN}]{{2,3}}省|[{_HAN}]{{2,6}}自治区|香港特别行政区|澳门特别行政区)"
# Names of up to three characters may hold any (新乡市, 东乡区, 景德镇市); longer ones hold none of
# these, so that a street is never taken for a county.
_PLAIN = rf"(?:(?![县区镇乡村街路道号巷弄栋楼])[{_HAN}])"
_CITY = rf"(?:[{_HAN}]{{2,3}}市|{_PLAIN}{{2,8}}?(?:自治州|地区|盟|市))"
# Parts of a home address that end like a county: 小区, 社区, 东区, 二区; 超市.
_COUNTY_END = r"(?:县|(?<![小社校园])区|旗|(?<![超夜门城])市)"
_SECTION = r"(?![东西南北一二三四五六七八九十]区)"
_COUNTY = (
    rf"(?:[{_HAN}]{{2,14}}?自治[县旗]|[{_HAN}]{{1,2}}{_COUNTY_END}"
    rf"|{_PLAIN}{{2,4}}?{_SECTION}{_PLAIN}{_COUNTY_END})"
)
_TO_COUNTY = re.compile(rf"{_PROVINCE}?{_CITY}?{_COUNTY}?")


def mask_name(name: str) -> str:
    """Return 张三 as `张*`, 欧阳小明 as `欧**明`, a single character as `*`.

    Middle dots and blanks stay where they are; marks on a letter go with it.
    """
    letters = [char for char in unicodedata.normalize("NFC", name) if not _is_mark(char)]
    places = [at for at, char in enumerate(letters) if char not in _KEPT_IN_NAMES]
    shown = {places[0], places[-1]} if len(places) > 2 else set(places[: len(places) - 1])
    return "".join(
        char if char in _KEPT_IN_NAMES or at in shown else "*" for at, char in enumerate(letters)
    )


def mask_document(number: str) -> str:
    """Return an identity number as `3501**********0011`; shorter numbers show less of each end."""
    if len(number) >= 16:
        return _ends(number, 4, 4)
    if len(number) >= 8:
        return _ends(number, 2, 2)
    return _ends(number, 1, 1) if len(number) > 4 else "*" * len(number)


def mask_phone(number: str) -> str:
    """Return a phone number as `138****1111`; one that is too short shows its last two digits."""
    if len(number) >= 11:
        return _ends(number, 3, 4)
    return _ends(number, 0, 2) if len(number) > 4 else "*" * len(number)


def mask_card(number: str) -> str:
    """Return a bank card as `6217 **** **** 0004`, whatever its length."""
    return f"{number[:4]} **** **** {number[-4:]}" if len(number) >= 16 else "****"


def mask_address(address: str) -> str:
    """Return an address down to the county level, and `****` for the rest.

    It goes by the words 省 市 区 县 alone; where they do not tell, less is shown.
    """
    known = _TO_COUNTY.match("".join(address.split()))
    return f"{known.group() if known else ''}****"


def mask_birth_date(day: date) -> str:
    """Return the year only."""
    return f"{day.year:04}"


def _ends(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"}
