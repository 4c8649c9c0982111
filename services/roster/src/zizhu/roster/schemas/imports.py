"""Imports on the wire."""

from zizhu.common.imports import wire
from zizhu.roster.domain.importing import ImportKind


class ImportOut(wire.ImportOut):
    """An import and the job that works on it.

    `counts` after the check: `total` rows, of them `new`, `changed`, `unchanged` and `bad`; `whole`
    findings concern the whole workbook, `hints` refuse nothing.
    """

    kind: ImportKind
