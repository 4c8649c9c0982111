"""Slips and codes as text: eight characters that survive a printer and a phone call, or six digits.

Randomness comes in as an argument; what is stored is a keyed digest.
"""

from collections.abc import Callable

# Without 0 O 1 I L, which print alike; 31 to the power of 8 against five tries an hour.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SLIP_LENGTH = 8
FIRST_SLIP_LENGTH = 20
MOST_SLIPS = 60  # one class

Pick = Callable[[str], str]  # secrets.choice


def write_slip(pick: Pick, length: int = SLIP_LENGTH) -> str:
    """Return the characters of a new slip, without separators."""
    return "".join(pick(ALPHABET) for _ in range(length))


def show_slip(text: str) -> str:
    """Return a slip as it is printed: groups of four."""
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def read_slip(typed: str) -> str:
    """Return what was typed in the form that is digested: no separators, upper case."""
    return "".join(char for char in typed.upper() if char.isalnum())


def write_code(pick: Pick) -> str:
    """Return a code of six digits."""
    return "".join(pick("0123456789") for _ in range(6))
