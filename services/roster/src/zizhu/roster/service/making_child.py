"""The process that makes the new students of one large import and ends:
`python -m zizhu.roster.service.making_child`.

The order with its keys comes on standard input, never as an argument or in the environment, then
packed rows in frames; each is answered by one frame. It ends with its parent's pipe.
"""

import gc
import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO

from zizhu.roster.service.making import Made, Maker, Order

SIZE = 4  # bytes of a count or a length


def main() -> None:
    """Read, answer, end."""
    gc.disable()  # nothing here has cycles
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no core file with keys
    frames = read_frames(sys.stdin.buffer)
    out = sys.stdout.buffer
    maker = Maker(Order.from_json(next(frames)))
    for packed in frames:
        made = maker.make(packed)
        out.writelines(framed((" ".join(made.ids).encode(), made.rows, *made.events)))
        out.flush()


def read_frames(stream: BinaryIO) -> Iterator[bytes]:
    """Yield frames until the stream ends."""
    while size := stream.read(SIZE):
        yield stream.read(int.from_bytes(size, "big"))


def framed(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the bytes of an answer: how many pieces, then each after its length."""
    yield len(pieces).to_bytes(SIZE, "big")
    for piece in pieces:
        yield len(piece).to_bytes(SIZE, "big")
        yield piece


def made_of(pieces: Sequence[bytes]) -> Made:
    """Return what the pieces of an answer say."""
    ids, rows, *events = pieces
    return Made(ids.decode().split(), rows, events)


if __name__ == "__main__":
    main()
