"""Bytes as text that survives a column, a URL and a colon-separated list: base64url, unpadded."""

import base64
import binascii

_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def to_text(data: bytes) -> str:
    """Return unpadded base64url."""
    return binascii.b2a_base64(data, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Return the bytes of unpadded base64url, refusing every other writing of them.

    Raises:
        ValueError: the text is not that.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64url") from None
    # Two texts of one value would make equality of ciphertexts a riddle.
    if to_text(data) != text:
        raise ValueError("not canonical base64url")
    return data
