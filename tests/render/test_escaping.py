"""Whatever stands in a text of the playbook, it adds no element and no attribute that a text may not hold."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import markdown
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from nextcall.model import Blocks, Files, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook
    from nextcall.render import Page

PYMDOWN = (
    "arithmatex",
    "betterem",
    "caret",
    "critic",
    "details",
    "emoji",
    "inlinehilite",
    "keys",
    "magiclink",
    "mark",
    "smartsymbols",
    "snippets",
    "superfences",
    "tabbed",
    "tasklist",
    "tilde",
)
EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"),
    *(f"pymdownx.{name}" for name in PYMDOWN),
]
PAGES = ("sales/direct/discover/", "sales/direct/discover/call-plan/")
EVERY_PAGE = (
    *(*PAGES, "", "sales/direct/", "sales/direct/review/", "sales/direct/won/", "buying/port/"),
    *("alignment/", "roles/", "glossary/"),
)
INLINE = {"em", "strong", "code", "br"}
BLOCK = {*INLINE, "p", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td"}
PIECES = (
    "<script>", "<b onclick=x>", "</li></ul></div>", "<!--", "-->", "{{ x }}", "{% if %}", "{: .a #b }", "{ .a }", "**",
    "*", "__", "_", "`", "```", "~~~", "~~", "^^", "==", "++ctrl++", "$x$", "\\(", "[a](https://x.example)", "[x]: y",
    "[^1]", "[^1]: z", "![a](b.png)", "*[HTML]: x", "--8<-- 'a'", "!!! note", "??? x", '=== "t"', ":smile:", "(c)",
    "1st", "-->", "https://x.example", "a@x.example", "@user", "#1", "# h", "## h", "- ", "1. ", "> ", "| a | b |",
    "|---|---|", "\n", "\n\n", "    ", "\t", "&amp;", "&lt;", "&", '"', "'", "{++a++}", "{--b--}", "\\", "\u2028",
    "\x02", "\x03", "\x00", "klzzwxh:0000", "\u200f", "a", "word", ": def", "[TOC]", "[ ] ", "<https://x.example>",
)  # fmt: skip
nasty = st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map("".join)


def rewritten(playbook: Playbook, make: Callable[[Text], Text]) -> Playbook:
    """The model with each of its texts made anew."""

    def walk(each: Any) -> Any:  # noqa: ANN401 (whatever a model holds)
        if isinstance(each, Text):
            return make(each)
        if isinstance(each, tuple) and not hasattr(each, "_fields"):
            return tuple(walk(item) for item in each)
        if is_dataclass(each) and not isinstance(each, (type, Files)):
            return replace(each, **{part.name: walk(getattr(each, part.name)) for part in fields(each)})
        return each

    made: Playbook = walk(playbook)
    return made


@cache
def builder() -> markdown.Markdown:
    """Markdown with all extensions, which take longer to be made than a page."""
    return markdown.Markdown(extensions=EXTENSIONS)


def converted(page: str) -> str:
    return builder().reset().convert(page)


def structure(read: Callable[[str], Any], page: Page, ignored: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    made = converted(page.markdown.split("\n---\n", 1)[1])
    found = []
    for tag, attributes in read(made).elements:
        names = tuple(name for name, _ in attributes)
        if (names or tag not in ignored) and not (tag == "a" and names == ("href",)):
            found.append((tag, names))
    return found


def inline(playbook: Playbook, words: str) -> Playbook:
    """A playbook with these words for every text of a line."""
    return rewritten(playbook, lambda old: old if isinstance(old, Blocks) else Text(words, old.folder))


def whole(playbook: Playbook, words: str) -> Playbook:
    """A playbook with these words for every text."""
    return rewritten(playbook, lambda old: type(old)(words, old.folder))


@pytest.fixture(scope="module")
def of_words(
    playbook: Playbook, rendered: Callable[..., Any], read: Callable[..., Any]
) -> dict[str, dict[str, list[tuple[str, tuple[str, ...]]]]]:
    """The structure of pages whose texts, of a line or all of them, are a word."""
    lines, texts = rendered(inline(playbook, "word")), rendered(whole(playbook, "word"))
    assert lines[PAGES[0]].markdown.count("word") > 40
    return {
        "inline": {address: structure(read, lines[address], INLINE) for address in PAGES},
        "whole": {address: structure(read, texts[address], BLOCK) for address in EVERY_PAGE},
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=nasty)
def test_an_inline_text_adds_only_inline_elements(
    text: str, playbook: Playbook, of_words: dict[str, Any], rendered: Callable[..., Any], read: Callable[..., Any]
) -> None:
    harmful = rendered(inline(playbook, text))
    for address in PAGES:
        assert structure(read, harmful[address], INLINE) == of_words["inline"][address]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=nasty)
def test_blocks_add_only_blocks_on_every_kind_of_page(
    text: str, playbook: Playbook, of_words: dict[str, Any], rendered: Callable[..., Any], read: Callable[..., Any]
) -> None:
    harmful = rendered(whole(playbook, text))
    for address in EVERY_PAGE:
        assert structure(read, harmful[address], BLOCK) == of_words["whole"][address]


HOSTILE = (
    "**it**{: onmouseover=alert(1) } ![p](https://host.example/x.png)",
    "# h\n\n- <img src=x onerror=y>",
    "</b></p><script>x</script>",
    "{: #b .a } [^1] ++a++ <!--",
    "    1st1st",
)
JOINED = (
    *('t("common.notes") + x', 'x + t("common.notes")', 't("common.notes") ~ x', 'x ~ ": " ~ x', '"a: " + x', "x + x"),
    *('"%s" % x', '"%s: %s" % (t("common.notes"), x)', '"%(a)s" % {"a": x}', "made % x", "made % (x,)"),
    *('place % {"a": x}', '"{}".format(x)', '"{a}: {}".format(t("common.notes"), a=x)', "field.format(x, a=x)"),
    *('named.format_map({"a": x})', '", ".join([x, x])', "made.join([x, x])", "x.join([made, x])"),
    *("[made, x]|join", "[made, x]|join(x)", "[x, x]|map('upper')|join(made)", "made|join(x)", "x|upper", "x|title"),
    *("(made + x)|capitalize", "(made + x)|title", "(made + x)|truncate(9, true, '<')", "(made + x)|wordwrap(5)"),
    *("(made + x)|center(90)", "(made + x)|striptags", "(made + x)|string", "(made + x)|trim", "(made + x)|reverse"),
    *("(made + x)|first", "(made + x)|last", "(made + x)|list|join('')", "(made + x)|batch(9)|map('join')|join"),
    *("(made + x)|urlencode", "(made + x)|pprint", "(made + x)|lower", "(made + x)|default(x)", "(made + x)|plain"),
    *("x|plain", "x|trim('*')", "x|striptags", "x|string", "x|pprint", "x|urlencode", "x|block"),
    *("not_there|default(x)", "made|default(x) + x"),
    *("(made + x)[:3]", "(made + x)[2:40]", "(made + x)[-20:]", "(made + x)[::2]", "(made ~ x)[0]", "x[1:]"),
    *("(made + x).replace('a', x)", "(made + x).replace(x, made)", "(made + x).split()|join", "(made ~ x).upper()"),
    *("(made + x).partition('t')|join(x)", "(made + x).strip('i<')", "(made + x).unescape()", "(made + x) * 2"),
    *("(made + x).title()", "(made + x).zfill(99)", "(made + x).expandtabs()", "(made + x).removeprefix('N')"),
    *("(made + x).ljust(99, ')')", "(made + x).translate({97: '<'})", "made.escape(x)", "made.escape(x).unescape()"),
    *("made.format(x).unescape()", '{"a": x}.a', '{"a": x}["a"]', "[x][0]", "(x, made)|first", "x if x else made"),
    *("x or made", "told(x)", "told(x) + x", "told(made + x)", "t('common.quoted', text=x) + x", "set_block + x"),
    *("filtered + x", "filtered", "t('common.quoted', text=made ~ x)", "label('common.quoted', text=x) ~ x"),
)  # fmt: skip
WRITTEN = (
    "{% filter FILTER %}<i>{{ x }}</i>{{ x + made }}{% endfilter %}",
    "{% set y|FILTER %}<i>{{ x }}</i>{{ x + made }}{% endset %}{{ y }}{{ y + x }}",
    "{% call around() %}{{ x }}{{ made + x }}{% endcall %}",
    "{% for each in [x] %}{{ loop.cycle(each) + x }}{% endfor %}",
    "{% for each in [[x]] recursive %}{{ each if each is string else loop(each) + x }}{% endfor %}",
    "{% autoescape false %}{{ x }}{% set y %}{{ x }}{% endset %}{{ y + x }}{{ y ~ x }}{% endautoescape %}",
    "{% autoescape false %}{{ told(x) }}{% filter upper %}{{ x }}{% endfilter %}{% endautoescape %}",
    "{% with y = made + x %}{{ y }}{% endwith %}{% if x %}{{ x }}{% endif %}{{ self.shared() + x }}",
)  # fmt: skip
FILTERS = (
    "upper",
    "lower|title",
    "striptags",
    "trim",
    "plain",
    "string",
    "reverse",
    "truncate(9)",
    "wordwrap(3)",
    "block",
)
BEFORE = """\
{% macro told(y) %}<b>{{ y }}</b>{% endmacro %}
{% macro around() %}<b>{{ caller() + x }}</b>{{ caller() }}{% endmacro %}
{% set made %}%s <b>{{ x }}</b>{% endset %}{% set field %}{0} {a} {{ "" }}{% endset %}
{% set place %}%(a)s{% endset %}{% set named %}<b>{a}</b>{% endset %}
{% set set_block %}<b>{{ x }}</b>{% endset %}{% set filtered|upper %}<b>{{ x }}</b>{% endset %}
{% block shared %}<b>{{ x }}</b>{% endblock %}

"""


def ways() -> list[str]:
    written = [each.replace("FILTER", name) for each in WRITTEN for name in (FILTERS if "FILTER" in each else ("",))]
    return [*(f"{{{{ {joined} }}}}" for joined in JOINED), *written]


def brought(
    read: Callable[[str], Any], write: Callable[..., str], way: str, texts: tuple[str, ...]
) -> set[tuple[str, tuple[str, ...]]]:
    """What stands in a page beside inline elements and links, where a team's template joins `texts` in this way."""
    places = f'{BEFORE}# {way}\n\n{way} {{: .own }}\n\n<p class="own">{way}</p>\n\n'
    page = "".join(write(places, x=each) for each in texts)
    made = read(converted(page)).elements
    found = {(tag, tuple(name for name, _ in attributes)) for tag, attributes in made}
    inline = {*INLINE, "sup"}  # joined letter by letter, `1st` is what somebody typed
    return found - {(tag, ()) for tag in inline} - {("a", ("href",))}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("way", ways())
def test_however_a_template_joins_text_it_adds_nothing_but_inline_elements(
    way: str, write: Callable[..., str], read: Callable[..., Any]
) -> None:
    texts = (*map(Text, HOSTILE), *HOSTILE, *map(Markup, HOSTILE))
    assert brought(read, write, way, texts) <= brought(read, write, way, (Text("word word"),))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(way=st.sampled_from(ways()), text=nasty)
def test_whatever_text_a_template_joins_adds_nothing_but_inline_elements(
    way: str, text: str, write: Callable[..., str], read: Callable[..., Any]
) -> None:
    assert brought(read, write, way, (Text(text),)) <= brought(read, write, way, (Text("word word"),))
