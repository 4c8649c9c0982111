"""Mobile numbers, kept as eleven digits (domain.md 10.5).

How strict to be is the installation's choice; strict is the default.
"""

import re

from zizhu.common.people.typed import typed_code
from zizhu.common.validity import NotValid

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_COUNTRY = re.compile(r"\+86-?|86-")
_HYPHEN_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])-(?=[0-9])")
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalise_phone(text: str, *, strict: bool = True) -> str:
    """Return a mobile number as eleven digits, without country code, blanks or hyphens.

    Lenient accepts any eleven digits; strict wants a prefix of 13 to 19 (domain.md 10.5).

    Raises:
        NotValid: blank, stored as a number, or not such a number.
    """
    if _MOBILE.fullmatch(text):  # what nearly every cell is
        return text
    code = typed_code(text, "手机号码").translate(_HYPHENS)
    digits = _HYPHEN_BETWEEN_DIGITS.sub("", _without_country(code))
    if not _ELEVEN_DIGITS.fullmatch(digits):
        raise NotValid("手机号码应为 11 位数字，请核对")
    if strict and not _MOBILE.fullmatch(digits):
        raise NotValid("手机号码应以 13 至 19 开头，请核对")
    return digits


def _without_country(code: str) -> str:
    country = _COUNTRY.match(code)
    return code[country.end() :] if country else code
