"""Rules that look up what they once looked through find the same, as the plain ways that stand here show."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from tests.examples import tried

from nextcall.checks.rules.placeholder_text import _blank_in
from nextcall.checks.rules.unused_term import _Texts
from nextcall.checks.rules.vague_wording import _found, _phrases, _words

quick = tried(500, 5)


def made_of(pieces: list[str], most: int = 10) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=most).map("".join)


def _stands_in(form: str, text: str) -> bool:
    here = text.find(form)
    while here > 0 and text[here - 1].isalnum():
        here = text.find(form, here + 1)
    return here >= 0


words = made_of(["a", "b", " ", "-", "_", "&", "é"])


@quick
@given(texts=st.lists(words, min_size=1, max_size=4), form=words.map(str.strip).filter(bool), own=st.integers(0, 3))
def test_a_term_stands_where_reading_every_text_finds_it(texts: list[str], form: str, own: int) -> None:
    held = _Texts(texts)
    assert held.hold(form) == any(_stands_in(form, text) for text in texts)
    others = [text for index, text in enumerate(texts) if index != own]
    assert held.hold(form, own) == any(_stands_in(form, text) for text in others)


@quick
@given(text=made_of(["[insert ", "<fill in ", "[Insert ", "a", "]", ">", "(", " ", "["]))
def test_a_blank_to_fill_in_ends_at_the_next_bracket(text: str) -> None:
    found = re.search(r"[\[<](?i:insert|fill in) [^\]>]*[\]>](?!\()", text)
    assert _blank_in(text) == (found[0] if found else "")


@quick
@given(own=st.lists(made_of(["red ", "tea ", "on "], 3), max_size=5), text=made_of(["red ", "tea ", "on ", "happy "]))
def test_a_vague_phrase_is_found_wherever_its_words_stand(own: list[str], text: str) -> None:
    said = _words(text)
    wanted = {
        phrase
        for phrase in {" ".join(_words(each)): each for each in reversed(own)}.values()
        if _words(phrase) and f" {' '.join(_words(phrase))} " in f" {' '.join(said)} "
    }
    assert {phrase for phrase, _ in _found(said, _phrases(own))} - {"happy"} == wanted
