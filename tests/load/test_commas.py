"""A list that a comma splits is shown as it was meant: valid YAML, with as few items as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextcall.load.parse import parse

if TYPE_CHECKING:
    from nextcall.load.document import Document


def _read(written: str) -> Document:
    return parse("x.yaml", f"also: {written}\n".encode())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[Budget under $10,000, No sponsor]", ["Budget under $10,000", "No sponsor"]),
        ("[Ask for C:\\x, if it is there]", ["Ask for C:\\x, if it is there"]),
        ('[They said "wait, and see", "so, there"]', ['They said "wait, and see"', "so, there"]),
        ("[It's ours, isn't it, No date]", ["It's ours, isn't it", "No date"]),
        ("[No date,  # or so\n  and no owner, 'Don''t', Yes]", ["No date, and no owner", "Don't", "Yes"]),
    ],
)
def test_the_mended_list_holds_the_texts_that_were_meant(written: str, meant: list[str]) -> None:
    (better,) = _read(written).split_texts.values()
    assert _read(better).data == {"also": meant}


@given(st.lists(st.text("aB1 '\"(“”)\\`é", min_size=1), min_size=2, max_size=6))
def test_a_mended_list_can_be_read_and_needs_no_mending(items: list[str]) -> None:
    document = _read(f"[{','.join(items)}]")
    if not document.faults:
        for better in document.split_texts.values():
            again = _read(better)
            assert not again.faults
            assert not again.split_texts


def test_a_list_too_long_to_be_shown_is_found_all_the_same() -> None:
    document = _read(f"[{'They wait, and we wait, ' * 100}Enough]")
    assert document.split_texts == {"/also/0": ""}
