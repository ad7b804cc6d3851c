"""Words that mean the same: which of them a text brings along."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from nextcall.render import Synonyms
from nextcall.words import catalogue

TRIAL = ("pilot", "POC", "proof of concept", "trial")
PRICE = ("too expensive", "discount", "no budget")


def test_a_word_brings_the_rest_of_its_row_each_word_once() -> None:
    assert Synonyms([TRIAL, PRICE]).of("We run a trial.") == ("pilot", "POC", "proof", "of", "concept")
    assert Synonyms([("trial", "POC"), ("trial", "Poc", "test")]).of("trial") == ("POC", "test")


def test_what_a_text_says_itself_is_left_out() -> None:
    assert Synonyms([TRIAL]).of("A proof of concept", "or pilot") == ("POC", "trial")


def test_several_words_count_only_together_and_in_order() -> None:
    synonyms = Synonyms([PRICE])
    assert synonyms.of("That is too expensive") == ("discount", "no", "budget")
    assert synonyms.of("Expensive, too, is the budget: no") == ()
    assert synonyms.of("too", "expensive") == ()


def test_case_hyphens_and_the_s_of_the_plural_make_no_difference() -> None:
    synonyms = Synonyms([("kick-off", "start"), ("stakeholders", "deciders"), ("process", "way")])
    assert synonyms.of("KICK OFF") == ("start",)
    assert synonyms.of("One stakeholder") == ("stakeholders", "deciders")
    assert synonyms.of("Starts") == ("kick-off", "start")
    assert synonyms.of("proces") == ()


def test_a_word_is_found_inside_a_run_of_signs_that_nothing_parts() -> None:
    assert Synonyms([("価格", "値段")]).of("御社に価格を説明する") == ("値段",)
    assert Synonyms([("価格", "値段")]).of("格価") == ()


@given(st.lists(st.lists(st.text(string.ascii_letters + " -&'", max_size=12), max_size=4).map(tuple)), st.text())
def test_whatever_the_rows_each_word_is_of_a_row_and_not_of_the_text(rows: list[tuple[str, ...]], text: str) -> None:
    found = Synonyms(rows).of(text)
    of_rows = {word for row in rows for phrase in row for word in phrase.split()}
    assert set(found) <= of_rows
    assert len({each.casefold() for each in found}) == len(found)
    assert not set(found) & set(text.split())


def test_rows_of_the_catalogue_hold_at_least_two_words_each_and_no_word_twice() -> None:
    for row in catalogue().rows("search.synonyms"):
        assert len(row) > 1
        assert len({word.casefold() for word in row}) == len(row)
