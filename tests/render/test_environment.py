"""What a template may print, and how a team's templates stand before ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError, UndefinedError
from markupsafe import Markup

from nextcall.markup import Html
from nextcall.model import Blocks, Side, Text
from nextcall.render.environment import environment
from nextcall.views.checklist import Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook
    from nextcall.render import Page


def test_text_is_inline_html_blocks_are_blocks_and_strings_are_escaped(write: Callable[..., str]) -> None:
    assert write("{{ x }}", x=Text("a *b*")) == "a <em>b</em>"
    assert write("{{ x }}", x=Blocks("- a")).replace("\n", "") == "<ul><li>a</li></ul>"
    assert write("{{ x }}", x="<b> *c*") == "&#60;b&#62; &#42;c&#42;"
    assert write("{{ x }}", x=7) == "7"
    assert write("{{ x }}{{ y }}", x="    a", y=Text("    *b*")) == "&#32;   a&#32;   <em>b</em>"
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


def test_a_tilde_joins_as_if_its_parts_were_printed_one_after_another(write: Callable[..., str]) -> None:
    linked = Text("a *b* [c](https://x.example)")
    for joined, apart in (("x ~ y", "{{ x }}{{ y }}"), ('"<" ~ x ~ 7', '{{ "<" }}{{ x }}7')):
        assert write(f"{{{{ {joined} }}}}", x=linked, y=Blocks("- a")) == write(apart, x=linked, y=Blocks("- a"))
    with pytest.raises(TypeError, match="neither text nor a number"):
        write("{{ x ~ y }}", x="a", y=None)
    with pytest.raises(UndefinedError, match="nonsense"):
        write('{{ t("common.notes") ~ nonsense }}')


NOT_THERE = ("e", "escape", "forceescape", "safe", "urlize", "xmlattr", "tojson", "format", "replace", "indent")


@pytest.mark.parametrize("name", NOT_THERE)
@pytest.mark.parametrize("way", ["{{ x|NAME }}", "{% filter NAME %}{{ x }}{% endfilter %}"])
def test_ways_around_the_escaping_are_closed(write: Callable[..., str], way: str, name: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=f"No filter named '{name}'"):
        write(way.replace("NAME", name), x="<")


def test_only_our_own_html_is_trusted(write: Callable[..., str]) -> None:
    assert write("{{ x }} {{ y }}", x=Html("<b>"), y=Markup("<b>")) == "<b> &#60;b&#62;"
    assert write("{{ x + y }} {{ x ~ y }}", x=Html("<b>"), y=Markup("<b>")) == "<b>&#60;b&#62; <b>&#60;b&#62;"


@pytest.mark.parametrize(
    ("joined", "shown"),
    [
        ("html + x", "<i>&#33;</i><em>a</em>&#60;"),
        ("x + html", "<em>a</em>&#60;<i>&#33;</i>"),
        ("html.join([x, x])", "<em>a</em>&#60;<i>&#33;</i><em>a</em>&#60;"),
        ("([html, x]|join('<'))", "<i>&#33;</i>&#60;<em>a</em>&#60;"),
        ("place % x", "<b><em>a</em>&#60;</b> "),
        ("field.format(x)", "<b><em>a</em>&#60;</b>"),
        ("named.format_map({'a': x})", "<b><em>a</em>&#60;</b>"),
        ("wide.format(html)", "<b>&#33;  </b>"),
        ("html * 2", "<i>&#33;</i><i>&#33;</i>"),
        ("html|trim", "<i>&#33;</i>"),
        ("html|string", "<i>&#33;</i>"),
        ("html.strip('!')", ""),
        ("html[0]", "&#33;"),
        ("html|upper", "&#33;"),
        ("html.replace('!', x)", "&#42;a&#42;&#60;"),
        ("html.center(3)", "&#32;&#33; "),
        ("html|truncate(9)", "&#33;"),
        ("html|list|join('')", "&#33;"),
        ("html|striptags", "&#33;"),
        ("html.unescape()", "&#33;"),
    ],
)
def test_what_is_joined_to_html_is_escaped_and_what_changes_it_sees_its_words(
    write: Callable[..., str], joined: str, shown: str
) -> None:
    values = {
        "html": Html("<i>&#33;</i>"),
        "place": Html("<b>%s</b> "),
        "field": Html("<b>{0}</b>"),
        "named": Html("<b>{a}</b>"),
        "wide": Html("<b>{:3}</b>"),
        "x": Text("*a*<"),
    }
    assert write(f"{{{{ {joined} }}}}", **values) == shown


def test_html_that_is_being_made_is_not_cut(write: Callable[..., str]) -> None:
    with pytest.raises(TypeError, match="would cut HTML"):
        write("{% set made %}%.3s{% endset %}{{ made % x }}", x=Text("*a* b"))


def test_a_link_is_escaped_whatever_its_anchor_holds(write: Callable[..., str]) -> None:
    assert write('{{ href("roles/", "role-seller") }}') == "../../roles/index.html#role-seller"
    assert write("{{ href('roles/', 'a\" x=*b*') }}").endswith("a&#34; x&#61;&#42;b&#42;")
    assert write("{{ to.role_anchor('a\" *b*') }} {{ to.role_anchor('seller') }}") == (
        "role&#45;a&#34; &#42;b&#42; role-seller"
    )


def test_a_partial_that_is_imported_without_context_says_so(write: Callable[..., str]) -> None:
    with pytest.raises(TypeError, match="with context"):
        write('{% import "partials/blocker.jinja" as blocker %}{{ blocker.why(x) }}', x=Reason("time", {"n": 2}))


def test_a_block_has_no_blank_lines_inside_and_one_behind(write: Callable[..., str]) -> None:
    assert write("{% filter block %}\n  <p>\n\n   a\n </p>\n{% endfilter %}") == "<p>\na\n</p>\n\n"
    assert write("{% filter block %}\n \n{% endfilter %}") == ""
    assert write("{{ x|block }}", x=Text("<p>\n *a*")) == "&#60;p&#62;&#10;<em>a</em>\n\n"


def test_a_teams_template_can_extend_the_one_it_replaces(
    tmp_path: Path, playbook: Playbook, rendered: Callable[..., dict[str, Page]]
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "stage.md.jinja").write_text(
        '{% extends "default/pages/stage.md.jinja" %}\n{% block drift %}\n'
        "<p>ours: {{ stage.name }}</p>\n{% endblock %}\n",
        encoding="utf-8",
    )
    page = rendered(playbook, team_templates=tmp_path)["sales/direct/discover/"]
    assert "<p>ours: Discover</p>" in page.markdown
    assert "nc-aside" not in page.markdown
    assert "nc-path" in page.markdown


@settings(derandomize=True, deadline=None, max_examples=300)
@given(markup=st.lists(st.sampled_from(["a", " ", "\n", "\r", "\t", "\x85"]), max_size=12).map("".join))
def test_a_block_has_no_blank_line_and_no_indentation(markup: str) -> None:
    inside = re.sub(r"\s*\n\s*", "\n", markup.strip())
    made = environment().from_string("{{ x|block }}").render(x=Html(markup))
    assert made == (f"{inside}\n\n" if inside else "")
