"""What a notice may not hold: identity numbers, mobile numbers, bank cards (domain.md 6, F:24)."""

import re

from zizhu.notification.errors import PersonalNumber

# Standing alone: document and project numbers of other lengths pass.
_NUMBERS = (
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])"), "身份证号码"),
    (re.compile(r"(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])"), "银行卡号"),
    (re.compile(r"(?<![0-9A-Za-z-])1[3-9]\d{9}(?![0-9A-Za-z])"), "手机号码"),
)


def require_no_personal_number(*texts: str) -> None:
    """Raise PersonalNumber, naming the kind and never the number itself."""
    for text in texts:
        for pattern, kind in _NUMBERS:
            if pattern.search(text):
                raise PersonalNumber(
                    f"公告内容中像是有{kind}，公开的公告不能含有，请删除后再提交。"
                )
