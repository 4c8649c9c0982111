"""What a password and a login name may be: stricter than S004's 5 to 12 characters (domain.md 1.4).

Ten characters with letters and digits, or twelve of any kind; neither the login name nor one of
the passwords that everybody tries first.
"""

import re
import unicodedata

from zizhu.identity.errors import LoginInvalid, WeakPassword

MIXED_LENGTH = 10
PLAIN_LENGTH = 12
LONGEST = 128
_LOGIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{2,31}")
_LETTER = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"[0-9]")

# What lists of leaked passwords begin with, as far as it is long enough to be tried here. Compared
# without case, and without the digits and signs that people append.
_COMMON = frozenset(
    {
        "password", "passwords", "passw0rd", "p@ssword", "p@ssw0rd", "qwertyuiop", "qwertyui",
        "qwerty", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc", "qazwsxedc", "1q2w3e4r5t", "iloveyou",
        "woaini", "wodemima", "admin", "administrator", "adminadmin", "letmein", "welcome",
        "student", "teacher", "school", "xuesheng", "jiaoshi", "fudaoyuan", "zizhu", "abc",
        "abcd", "abcdefg", "aaa", "a", "test", "user", "login", "changeme", "default", "mima",
    }
)  # fmt: skip
_SEQUENCES = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def prepare_password(password: str) -> str:
    """Return a password in the one form that is hashed: full-width letters are their plain ones."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, login: str | None) -> None:
    """Refuse a password that is too easy to guess. Raises WeakPassword."""
    text = prepare_password(password)
    if len(text) > LONGEST:
        raise WeakPassword(f"密码最长 {LONGEST} 个字符，请缩短。")
    is_mixed = bool(_LETTER.search(text) and _DIGIT.search(text))
    if len(text) < (MIXED_LENGTH if is_mixed else PLAIN_LENGTH):
        raise WeakPassword(
            f"密码至少 {MIXED_LENGTH} 位并同时含字母和数字，或者至少 {PLAIN_LENGTH} 位任意字符。"
        )
    plain = text.casefold()
    if login and login.casefold() in plain:
        raise WeakPassword("密码不能包含账户名，请换一个密码。")
    if _is_common(plain):
        raise WeakPassword("这个密码太常见，容易被猜到，请换一个密码。")


def _is_common(plain: str) -> bool:
    if len(set(plain)) <= 3 or plain in _COMMON:
        return True
    bare = re.sub(r"^[^a-z@]+|[^a-z@]+$", "", plain)
    return bare in _COMMON or _is_run(plain)


def _is_run(text: str) -> bool:
    """Tell whether a text only repeats two characters, or runs along the keys or the alphabet."""
    return len(set(text)) <= 2 or any(text in line or text[::-1] in line for line in _SEQUENCES)


def check_login(login: str) -> str:
    """Return a login name without outer blanks. Raises LoginInvalid.

    It begins with a letter, so it is never a phone number: those are not stored plain.
    """
    name = login.strip()
    if not _LOGIN.fullmatch(name):
        raise LoginInvalid("账户名以字母开头，由 3 至 32 位字母、数字、点、横线或下划线组成。")
    return name


def login_key(login: str) -> str:
    """Return the form in which login names are equal: without case (domain.md 1.6.2)."""
    return unicodedata.normalize("NFKC", login).strip().casefold()
