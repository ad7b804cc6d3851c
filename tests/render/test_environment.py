"""What a template may print, and how a team's templates stand before ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError, UndefinedError

from nextcall.model import Blocks, Side, Text
from nextcall.render.environment import environment
from nextcall.render.links import Links, Origin
from nextcall.views.checklist import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook


@pytest.fixture
def write(playbook: Playbook) -> Callable[..., str]:
    origin = Origin(Links(playbook, directory_urls=True), "sales/direct/")

    def render(template: str, **values: object) -> str:
        return environment().from_string(template).render(page=origin, **values)

    return render


def test_text_is_inline_html_blocks_are_blocks_and_strings_are_escaped(write: Callable[..., str]) -> None:
    assert write("{{ x }}", x=Text("a *b*")) == "a <em>b</em>"
    assert write("{{ x }}", x=Blocks("- a")).replace("\n", "") == "<ul><li>a</li></ul>"
    assert write("{{ x }}", x="<b> *c*") == "&#60;b&#62; &#42;c&#42;"
    assert write("{{ x }}", x=7) == "7"
    assert write("{{ x|plain }}", x=Text("a *b*")) == "a b"


@pytest.mark.parametrize("value", [None, True, 1.5, Side.BUYER, ("a",)])
def test_what_is_neither_text_nor_a_number_is_an_error(write: Callable[..., str], value: object) -> None:
    with pytest.raises(TypeError, match="neither text nor a number"):
        write("{{ x }}", x=value)


def test_a_name_that_nothing_defines_is_an_error(write: Callable[..., str]) -> None:
    with pytest.raises(UndefinedError):
        write("{{ nonsense }}")


def test_joining_escapes_each_part(write: Callable[..., str]) -> None:
    assert write("{{ x|join }}", x=[Text("*a*"), "<"]) == "<em>a</em>, &#60;"


@pytest.mark.parametrize("way", ["{{ x ~ y }}", "{{ x|safe }}", "{{ x|e }}"])
def test_ways_around_the_escaping_are_closed(write: Callable[..., str], way: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        write(way, x="<", y="<")


def test_a_partial_that_is_imported_without_context_says_so(write: Callable[..., str]) -> None:
    with pytest.raises(TypeError, match="with context"):
        write('{% import "partials/blocker.jinja" as blocker %}{{ blocker.why(x) }}', x=Reason("time", {"n": 2}))


@settings(derandomize=True, deadline=None, max_examples=300)
@given(markup=st.lists(st.sampled_from(["a", " ", "\n", "\r", "\t", "\x85"]), max_size=12).map("".join))
def test_a_block_has_no_blank_line_and_no_indentation(markup: str) -> None:
    inside = re.sub(r"\s*\n\s*", "\n", markup.strip())
    assert environment().filters["block"](markup) == (f"{inside}\n\n" if inside else "")
