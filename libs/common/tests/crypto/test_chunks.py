import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zizhu.common.crypto.chunks import CHUNK_BYTES, decrypt_chunks, encrypt_chunks
from zizhu.common.crypto.failures import CannotDecrypt
from zizhu.common.crypto.files import new_data_key

KEY = new_data_key()


async def _pieces(content: bytes, size: int):
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def _stored(content: bytes, context: bytes = b"file") -> list[bytes]:
    return [chunk async for chunk in encrypt_chunks(KEY, _pieces(content, 100_000), context)]


async def _opened(stored: list[bytes], context: bytes = b"file", key: bytes = KEY) -> bytes:
    plain = decrypt_chunks(key, _pieces(b"".join(stored), 70_001), context)
    return b"".join([piece async for piece in plain])


class TestChunks:
    @pytest.mark.parametrize(
        "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
    )
    async def test_gives_back_what_was_written(self, size):
        content = bytes(range(256)) * (size // 256 + 1)
        assert await _opened(await _stored(content[:size])) == content[:size]

    async def test_holds_no_plain_byte(self):
        stored = b"".join(await _stored(b"\0" * 1000))
        assert b"\0" * 16 not in stored

    async def test_refuses_a_file_without_its_end(self):
        stored = await _stored(b"x" * (2 * CHUNK_BYTES + 5))
        with pytest.raises(CannotDecrypt):
            await _opened(stored[:-1])

    async def test_refuses_swapped_and_repeated_chunks(self):
        one, two, three = await _stored(b"x" * (2 * CHUNK_BYTES + 5))
        for wrong in ([two, one, three], [one, one, three], [one, two, two, three], [three]):
            with pytest.raises(CannotDecrypt):
                await _opened(wrong)

    async def test_refuses_an_empty_object(self):
        with pytest.raises(CannotDecrypt):
            await _opened([])

    async def test_refuses_another_file_and_another_key(self):
        stored = await _stored(b"content")
        with pytest.raises(CannotDecrypt):
            await _opened(stored, context=b"other")
        with pytest.raises(CannotDecrypt):
            await _opened(stored, key=new_data_key())

    async def test_yields_nothing_of_a_chunk_that_was_changed(self):
        first, last = await _stored(b"x" * (CHUNK_BYTES + 1))
        changed = first[:-1] + bytes([first[-1] ^ 1])
        with pytest.raises(CannotDecrypt):
            await _opened([changed, last])

    @given(at=st.integers(0, 10_000), to=st.integers(0, 255))
    @settings(max_examples=50)
    async def test_no_changed_byte_goes_unseen(self, at, to):
        stored = bytearray(b"".join(await _stored(b"a" * 1000)))
        at %= len(stored)
        if stored[at] == to:
            return
        stored[at] = to
        with pytest.raises(CannotDecrypt):
            await _opened([bytes(stored)])
