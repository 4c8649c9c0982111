"""Which students may sign in and activate: those on the register, also while on leave."""

USABLE = frozenset({"active", "suspended"})


def may_sign_in(status: str) -> bool:
    """Tell whether a student with this status keeps access; 离校 and deleted ones do not."""
    return status in USABLE
