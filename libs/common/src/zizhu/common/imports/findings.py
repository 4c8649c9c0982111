"""What a check says of rows: a finding refuses its row, unless it begins as a hint."""

from zizhu.common.errors import Finding

HINT = "提示："


def is_hint(finding: Finding) -> bool:
    """Tell whether a finding only asks to look again, and refuses nothing."""
    return finding.message.startswith(HINT)
