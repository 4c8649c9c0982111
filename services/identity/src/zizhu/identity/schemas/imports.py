"""Staff imports on the wire."""

from zizhu.common.imports import wire


class ImportOut(wire.ImportOut):
    """A staff import and the job that works on it.

    `counts` after the check: `total` rows, of them `new`, `unchanged` and `bad`; `unmatched` of the
    new ones name a unit that does not exist yet; `whole` findings concern the whole workbook.
    """
