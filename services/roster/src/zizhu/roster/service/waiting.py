"""What a checked import keeps until the officer chooses: the places that its new students name, the
new students, the changed ones, and the bad rows; each in encrypted parts of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from zizhu.common.database import Transaction
from zizhu.common.imports.vault import FIRST_BAD, FIRST_GOOD, ImportVault, Locked, pack
from zizhu.common.workbook.table import Row
from zizhu.roster.domain.importing import StudentImport
from zizhu.roster.domain.places import PlaceNames
from zizhu.roster.domain.staging import ChangedRow, Staged

_PLACES = FIRST_GOOD
_NEW = FIRST_GOOD + 1
_CHANGED = FIRST_BAD // 2
ROWS_A_TURN = 2_500  # made by one process while the database writes the ones before


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the commit finds: new students still packed, because they are unpacked elsewhere."""

    places: Sequence[PlaceNames]
    new: Sequence[bytes] = field(repr=False)
    changed: Sequence[ChangedRow] = field(repr=False)


def lock_staged(vault: ImportVault[StudentImport], staged: Staged, bad: Sequence[Row]) -> Locked:
    """Pack and encrypt what is to be written, and the bad rows for the error workbook."""
    return [
        *vault.lock_each(_PLACES, [orjson.dumps([[*one] for one in staged.places])]),
        *vault.lock_each(_NEW, pack(staged.new, ROWS_A_TURN)),
        *vault.lock_each(_CHANGED, pack(staged.changed)),
        *vault.lock_bad(bad),
    ]


async def load_waiting(tx: Transaction, vault: ImportVault[StudentImport]) -> Waiting:
    """Return what `lock_staged` was given, but for the bad rows."""
    places = [one for part in await vault.each(tx, _PLACES, _NEW) for one in orjson.loads(part)]
    new = await vault.each(tx, _NEW, _CHANGED)
    changed = [
        row for part in await vault.each(tx, _CHANGED, FIRST_BAD) for row in orjson.loads(part)
    ]
    return Waiting([PlaceNames(*one) for one in places], new, [ChangedRow(*row) for row in changed])
