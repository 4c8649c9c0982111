"""A file as a row of encrypted chunks, so that it is written and read without being held whole.

Each chunk is bound to the file, to its place in the row and to whether it is the last: chunks that
were swapped, repeated, dropped or cut off do not open.
"""

from collections.abc import AsyncIterator

from zizhu.common.crypto.failures import CannotDecrypt
from zizhu.common.crypto.files import decrypt_bytes, encrypt_bytes

CHUNK_BYTES = 256 * 1024
_LENGTH_BYTES = 4
# A chunk grows by label, nonce and tag: far less than this. A longer one was not written by us.
_LONGEST = CHUNK_BYTES + 1024


async def encrypt_chunks(
    data_key: bytes, plain: AsyncIterator[bytes], context: bytes
) -> AsyncIterator[bytes]:
    """Yield the file's encrypted chunks, whatever the sizes in which the plain bytes come."""
    held = bytearray()
    number = 0
    async for piece in plain:
        held += piece
        while len(held) > CHUNK_BYTES:
            yield _framed(data_key, bytes(held[:CHUNK_BYTES]), _place(context, number))
            del held[:CHUNK_BYTES]
            number += 1
    yield _framed(data_key, bytes(held), _place(context, number, is_last=True))


async def decrypt_chunks(
    data_key: bytes, stored: AsyncIterator[bytes], context: bytes
) -> AsyncIterator[bytes]:
    """Yield the plain bytes of `encrypt_chunks`, each chunk only after it was found whole.

    Raises:
        CannotDecrypt: changed, cut off, of another file, or another key.
    """
    number = 0
    waiting: bytes | None = None
    async for chunk in _frames(stored):
        if waiting is not None:
            yield decrypt_bytes(data_key, waiting, _place(context, number))
            number += 1
        waiting = chunk
    if waiting is None:
        raise CannotDecrypt("文件是空的，没有任何密文")
    yield decrypt_bytes(data_key, waiting, _place(context, number, is_last=True))


def _place(context: bytes, number: int, *, is_last: bool = False) -> bytes:
    return b"%b|%d|%d" % (context, number, is_last)


def _framed(data_key: bytes, plain: bytes, context: bytes) -> bytes:
    chunk = encrypt_bytes(data_key, plain, context)
    return len(chunk).to_bytes(_LENGTH_BYTES, "big") + chunk


async def _frames(stored: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    held = bytearray()
    async for piece in stored:
        held += piece
        while (chunk := _take(held)) is not None:
            yield chunk
    if held:
        raise CannotDecrypt("文件密文不完整")


def _take(held: bytearray) -> bytes | None:
    """Cut the first whole chunk off `held`, if one is there."""
    if len(held) < _LENGTH_BYTES:
        return None
    end = _LENGTH_BYTES + int.from_bytes(held[:_LENGTH_BYTES], "big")
    if end > _LENGTH_BYTES + _LONGEST:
        raise CannotDecrypt("文件密文被改动")
    if len(held) < end:
        return None
    chunk = bytes(held[_LENGTH_BYTES:end])
    del held[:end]
    return chunk
