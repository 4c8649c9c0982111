"""Text on its way into a sheet: nothing that a spreadsheet program could run (domain.md 10.9)."""

# What programs take for a formula when a sheet is saved as csv and opened again; and the
# apostrophe itself, since reading takes exactly one away.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
_FORBIDDEN_IN_NAMES = str.maketrans("[]:*?/\\", "       ")
_NAME_LENGTH = 31


def escape(text: str) -> str:
    """Return the text with an apostrophe before it where a program might run it."""
    return f"'{text}" if text.startswith(_RISKY) else text


def sheet_names(wanted: list[str]) -> list[str]:
    """Return names that a workbook may have, each different, in the same order."""
    names: list[str] = []
    for name in wanted:
        plain = name.translate(_FORBIDDEN_IN_NAMES).strip(" '") or "Sheet"
        taken = {other.casefold() for other in names}
        number, tried = 2, plain[:_NAME_LENGTH]
        while tried.casefold() in taken:
            end = f" {number}"
            number, tried = number + 1, plain[: _NAME_LENGTH - len(end)] + end
        names.append(tried)
    return names
