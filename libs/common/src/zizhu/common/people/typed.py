"""What people and spreadsheets do to a typed value, undone: full-width forms, invisible
characters, leading apostrophes; and values that a number cell has already destroyed.

Source: domain.md 10.9.
"""

import re
import unicodedata

from zizhu.common.validity import NotValid

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_APOSTROPHES = "'‘’"
# A float's text (3.501E+17, 3.5e17, 13800000000.0): digits behind the fifteenth are gone.
_NUMBER_CELL = re.compile(
    r"[+-]?[0-9]+(\.[0-9]*)?E[+-][0-9]{1,3}|[+-]?[0-9]+\.[0-9]*(E[0-9]{1,3})?"
)


def visible(text: str) -> str:
    """Return `text` without invisible format characters (BOM, zero width, direction marks)."""
    if text.isprintable():  # no format character is, and nearly every text of a register is
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def half_width(text: str) -> str:
    """Return `text` with full-width letters, digits and signs in their ASCII form."""
    return text.translate(_HALF_WIDTH)


def typed_code(text: str, what: str) -> str:
    """Return a code as it was meant: half-width, upper case, no blanks, no leading apostrophe.

    `what` names the field in the sentence of a refusal.

    Raises:
        NotValid: nothing is left, or a number cell has destroyed the value (domain.md 10.9).
    """
    if text.isascii() and text.isalnum():  # what nearly every cell is; no number cell's text is
        return text.upper()
    code = "".join(half_width(visible(text)).split()).lstrip(_APOSTROPHES).upper()
    if not code:
        raise NotValid(f"{what}为空，请填写")
    if _NUMBER_CELL.fullmatch(code):
        raise NotValid(
            f"{what}被表格存成了数值，末尾数字可能已丢失，请把单元格设为文本格式后重新填写"
        )
    return code
