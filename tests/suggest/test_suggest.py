"""What somebody meant is said only where it is likely; else the nearest are listed, and never at any price."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextcall.suggest import Suggestions, did_you_mean, distance

IDS = ["agree-pass-marks", "run-the-trial", "read-out", "walk-the-site", "demo", "cfo"]

words = st.text(alphabet="abc", max_size=6)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("agree-pass-mark", "agree-pass-marks"),
        ("agre-pass-mark", "agree-pass-marks"),  # two slips in a long word
        ("aggre-pass-marks", "agree-pass-marks"),
        ("run-teh-trial", "run-the-trial"),  # two neighbours swapped are one slip
        ("Run the trial", "run-the-trial"),
        ("run_the_trial", "run-the-trial"),
        ("READ OUT", "read-out"),
        ("dmeo", "demo"),
        ("cf", "cfo"),
    ],
)
def test_a_slip_of_the_finger_is_answered_with_what_was_meant(word: str, meant: str) -> None:
    assert Suggestions().likely(word, IDS) == meant
    assert did_you_mean(word, IDS) == f"did you mean '{meant}'?"


@pytest.mark.parametrize(
    "word",
    [
        "agree-pass-criteria",
        "ron-the-trail-",  # three slips
        "reed-aut-",
        "dmoe-",
        "memo-",
        "legal-review",
        "x",
        "",
        "z" * 100_000,
    ],
)
def test_what_is_no_slip_is_no_guess(word: str) -> None:
    assert Suggestions().likely(word, IDS) is None


def test_where_two_are_nearly_as_near_neither_is_said() -> None:
    assert did_you_mean("quote-1", ["quote-2", "quote-3"]) == "choose from quote-2, quote-3"
    assert did_you_mean("stag", ["stage", "stages"]) == "choose from stage, stages"
    assert did_you_mean("stage", ["stages", "staging"]) == "did you mean 'stages'?"
    assert did_you_mean("A", ["a", "A-"]) == "choose from a, A-"


def test_the_nearest_of_many_are_listed_and_the_few_in_their_own_order() -> None:
    many = [f"far-away-{number}" for number in range(10)] + ["pricing-talk"]
    assert did_you_mean("pricing-walk-2", many).startswith("choose from pricing-talk, far-away-0, far-away-1, ")
    assert did_you_mean("pricing-walk-2", many).count(",") == 7
    assert did_you_mean("pricing-walk-2", many[-3:]) == "choose from far-away-8, far-away-9, pricing-talk"
    assert did_you_mean("x", [], "define it") == "define it"
    assert did_you_mean("xyz", ["one"], "define it") == "choose from one, or define it"


def test_the_same_word_twice_is_one_and_stands_in_nobodys_way() -> None:
    assert did_you_mean("stagee", ["stage", "stage"]) == "did you mean 'stage'?"


def test_thousands_of_wrong_words_compare_no_more_than_hundreds() -> None:
    drawn = 0
    known = [f"activity-{number}" for number in range(2_000)]

    class Counted(list[str]):
        def __iter__(self) -> object:  # type: ignore[override]
            for each in super().__iter__():
                nonlocal drawn
                drawn += 1
                yield each

    suggestions = Suggestions()
    hints = [suggestions.did_you_mean(f"gone-number-{number}", Counted(known)) for number in range(4_000)]
    assert hints[-1] == "choose from " + ", ".join(known[:8])
    assert drawn < 300_000  # of eight millions
    assert Suggestions().likely("activty-17x", ["activity-17x"]) == "activity-17x", "the next run begins anew"


def test_hints_of_one_list_read_it_once_and_say_what_each_alone_would() -> None:
    asked = ("stagee", "x", "prof")
    alone = [did_you_mean(each, ["stage", "proof"], "define it") for each in asked]
    known = iter(["stage", "proof"])
    assert list(map(Suggestions().among(known, "define it"), asked)) == alone
    assert list(map(Suggestions().among(iter(()), "define it"), asked)) == ["define it"] * 3


@cache
def _plainly(one: str, other: str) -> int:
    """The optimal string alignment distance as its definition says it."""
    if not one or not other:
        return len(one) + len(other)
    found = [
        _plainly(one[:-1], other) + 1,
        _plainly(one, other[:-1]) + 1,
        _plainly(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if one[-2:] == other[:-3:-1] and len(one) > 1 and len(other) > 1:
        found.append(_plainly(one[:-2], other[:-2]) + 1)
    return min(found)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(one=words, other=words)
def test_the_distance_is_that_of_its_definition(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) == _plainly(one, other)
