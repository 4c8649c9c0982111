"""What a value can be told when it is looked at: that it is not valid, and why.

The sentence is Chinese, says what to do, and never repeats the value: it ends up in findings,
error workbooks and logs.
"""


class NotValid(ValueError):
    """A personal or coded value that breaks a rule of its format."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
