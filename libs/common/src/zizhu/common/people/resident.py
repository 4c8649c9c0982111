"""The arithmetic of the 18-character identity number (GB 11643-1999, domain.md 10.1).

Residence permits and the foreigners' card of 2023 follow the same build: a prefix of six, the
birth date, a sequence whose last digit tells the sex, and a check character.
"""

import re
from datetime import date
from functools import lru_cache
from operator import mul

from zizhu.common.people.sex import Sex
from zizhu.common.validity import NotValid

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = ord("0") * sum(_WEIGHTS)
_CHECK_CHARACTERS = "10X98765432"
# Provinces of GB/T 2260. Codes below them are withdrawn over time, so more is not checked.
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")


def check_character(first_seventeen: str) -> str:
    """Return the last character that belongs to seventeen digits (ISO 7064 MOD 11-2)."""
    if len(first_seventeen) != len(_WEIGHTS):
        raise ValueError("seventeen digits")
    # Over the bytes, a third of the time that seventeen int() take.
    total = sum(map(mul, first_seventeen.encode(), _WEIGHTS)) - _ZEROS
    return _CHECK_CHARACTERS[total % 11]


def from_fifteen_digits(number: str) -> str:
    """Return the 18 characters of a number of 1989; anything else comes back as it is.

    Only persons born in 19xx ever had one.
    """
    if not _FIFTEEN.fullmatch(number):
        return number
    seventeen = f"{number[:6]}19{number[6:]}"
    return seventeen + check_character(seventeen)


def birth_date_in(number: str) -> date | None:
    """Return the date in places 7 to 14, or None where that is no real date since 1900."""
    return _date(number[6:14])


@lru_cache(maxsize=20_000)  # a register repeats a few thousand days
def _date(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if born.year >= 1900 else None


def sex_in(number: str) -> Sex:
    """Return the sex that the seventeenth digit states: odd 男, even 女."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def checked_number(number: str, today: date) -> str:
    """Return `number` when its build, birth date and check character are right.

    Raises:
        NotValid: one of them is not, or the birth date lies after `today`.
    """
    if not _SHAPE.fullmatch(number):
        raise NotValid("证件号码应为 18 位，前 17 位是数字，末位是数字或 X，请核对")
    born = birth_date_in(number)
    if born is None:
        raise NotValid("证件号码第 7 至 14 位不是真实的出生日期，请核对")
    if born > today:
        raise NotValid("证件号码中的出生日期在今天之后，请核对")
    if check_character(number[:17]) != number[17]:
        raise NotValid("证件号码的末位校验码不符，请逐位核对")
    return number


def prefix_warnings(number: str) -> tuple[str, ...]:
    """Return what is odd about the province prefix; never a reason to refuse."""
    if _PROVINCE.match(number):
        return ()
    return ("证件号码前两位不是现行的省级代码，请核对",)
