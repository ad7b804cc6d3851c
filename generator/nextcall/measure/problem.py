"""What keeps a record from being measured: said in one sentence, with what to do about it."""

from __future__ import annotations


class MeasureError(Exception):
    """The record can't be measured. It never holds what stands in a customer's row."""

    def __init__(self, message: str, hint: str = "") -> None:
        """`message` says what is wrong, `hint` what to do."""
        super().__init__(message)
        self.message = message
        self.hint = hint
