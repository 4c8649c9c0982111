"""What a cut depends on and what it gave, packed and encrypted; read back it is the very same.

Unpacked inputs are remembered by a process: they never change, and every student asks for them.
"""

import asyncio
import json
import zlib
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from zizhu.common.crypto.fields import decrypt_value, encrypt_value
from zizhu.common.crypto.keys import KeyRing
from zizhu.identification.domain.cut_inputs import CutInputs, dump_inputs, read_inputs
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.repository.cuts import KeptCut
from zizhu.identification.service.fields import field_place

_REMEMBERED = 4  # a school has one round at a time; ten thousand forms take a few megabytes


def pack(ring: KeyRing, data: object, column: str, cut_id: UUID) -> str:
    """Compress and encrypt one document of a cut."""
    plain = json.dumps(data, separators=(",", ":"), sort_keys=True).encode()
    bound = field_place("cut", column, cut_id).associated_data
    return encrypt_value(ring, zlib.compress(plain), bound)


def _unpack(ring: KeyRing, text: str, column: str, cut_id: UUID) -> object:
    bound = field_place("cut", column, cut_id).associated_data
    return json.loads(zlib.decompress(decrypt_value(ring, text, bound)))


def pack_inputs(ring: KeyRing, inputs: CutInputs, cut_id: UUID) -> str:
    return pack(ring, dump_inputs(inputs), "inputs", cut_id)


def pack_grades(ring: KeyRing, grades: Mapping[UUID, Grade], cut_id: UUID) -> str:
    stated = {str(person): grade.value for person, grade in grades.items()}
    return pack(ring, stated, "grades", cut_id)


def stored_grades(ring: KeyRing, kept: KeptCut) -> dict[UUID, Grade]:
    """Return the grades that a cut gave."""
    stated = _unpack(ring, kept.grades, "grades", kept.id)
    pairs = stated.items() if isinstance(stated, dict) else ()
    return {UUID(person): Grade.of(grade) for person, grade in pairs}


def stored_inputs(ring: KeyRing, kept: KeptCut) -> CutInputs:
    """Return what a cut depended on. Raises CannotDecrypt, DocumentUnreadable."""
    return read_inputs(_unpack(ring, kept.inputs, "inputs", kept.id))


@lru_cache(_REMEMBERED)
def _remembered(recall: "_Recall") -> CutInputs:
    return stored_inputs(recall.ring, recall.kept)


class _Recall:
    """A cut by its id and digest, so that a remembered one is found without opening it."""

    def __init__(self, ring: KeyRing, kept: KeptCut) -> None:
        self.ring = ring
        self.kept = kept

    def __hash__(self) -> int:
        return hash((self.kept.id, self.kept.digest))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Recall) and (self.kept.id, self.kept.digest) == (
            other.kept.id,
            other.kept.digest,
        )


async def recall_inputs(ring: KeyRing, kept: KeptCut) -> CutInputs:
    """Return what a cut depended on, remembered or opened off the event loop."""
    return await asyncio.to_thread(_remembered, _Recall(ring, kept))
