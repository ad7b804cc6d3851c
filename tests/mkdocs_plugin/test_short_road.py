"""Pages of headings and HTML blocks, the short road through Python-Markdown and the whole one: nobody sees which."""

from __future__ import annotations

import tempfile
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markdown.extensions.toc import slugify_unicode
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme
from mkdocs.utils.meta import get_data
from tests.conftest import SMALL

from nextcall import pipeline
from nextcall.mkdocs_plugin.blocks import parted
from nextcall.mkdocs_plugin.short_road import ShortRoad
from nextcall.mkdocs_plugin.theme_files import without_hidden
from nextcall.text import blocks_html, heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs.structure.toc import AnchorLink

    SomeOf = Callable[[Iterable[Any], int], list[Any]]

EXTENSIONS: tuple[list[str | dict[str, Any]], ...] = (
    [],
    ["attr_list", "md_in_html", {"toc": {"permalink": True}}],
    [
        "admonition",
        "attr_list",
        "footnotes",
        "def_list",
        "abbr",
        {"toc": {"permalink": "¶", "permalink_leading": True}},
    ],
    ["extra", "smarty", "sane_lists", "nl2br", "meta", "wikilinks", {"toc": {"anchorlink": True, "baselevel": 3}}],
    [
        "md_in_html",
        "codehilite",
        "legacy_attrs",
        {"toc": {"toc_depth": "2-3", "separator": "_", "title": "On this page"}},
    ],
    [
        "pymdownx.superfences",
        "pymdownx.highlight",
        "pymdownx.magiclink",
        "pymdownx.details",
        {"pymdownx.tabbed": {"alternate_style": True}},
        {"pymdownx.tasklist": {"custom_checkbox": True}},
        "pymdownx.keys",
        "pymdownx.betterem",
        "pymdownx.smartsymbols",
        {"toc": {"marker": "Our call", "permalink": True}},
    ],
    [
        "tables",
        "pymdownx.tilde",
        "pymdownx.caret",
        "pymdownx.mark",
        {"toc": {"slugify": slugify_unicode, "baselevel": 2, "toc_depth": 4, "permalink_title": "Here", "title": "*"}},
    ],
)


def _config(folder: Path, extensions: list[str | dict[str, Any]]) -> MkDocsConfig:
    config = MkDocsConfig()
    config.load_dict({"site_name": "Ours", "docs_dir": str(folder), "markdown_extensions": deepcopy(extensions)})
    errors, _ = config.validate()
    assert not errors
    return config


def _tree(items: Iterable[AnchorLink]) -> list[tuple[object, ...]]:
    return [(each.id, each.title, each.level, vars(each).get("active"), _tree(each.children)) for each in items]


def _rendered(markdown: str, config: MkDocsConfig, road: ShortRoad | None, name: str = "page") -> dict[str, Any]:
    file = File(f"{name}/index.md", None, config.site_dir, config.use_directory_urls)
    page = Page(None, file, config)
    page.markdown = markdown
    if road is not None:
        road.lead(page)
    page.render(config, Files([file]))
    links = {each.src_uri: found for each, found in (page.links_to_anchors or {}).items() if found}
    made = {key: value for key, value in vars(page).items() if key not in ("file", "render", "links_to_anchors")}
    return made | {"toc": _tree(page.toc), "links": links, "title": page.title}


@pytest.fixture(scope="module", params=range(len(EXTENSIONS)))
def settled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[MkDocsConfig, ShortRoad]:
    """Settings, and a road that stays for all pages of a test, as it does for those of a build."""
    return _config(tmp_path_factory.mktemp("docs"), EXTENSIONS[request.param]), ShortRoad()


_PIECES = (
    *(
        "a",
        "Our call",
        " ",
        "\n",
        "\n\n",
        "\n    ",
        "\t",
        "*",
        "**",
        "`",
        "```\n",
        "~~~\n",
        "# ",
        "- ",
        "1. ",
        "> ",
        "---\n",
    ),
    *(
        "| a | b |\n|---|---|\n",
        "[TOC]",
        "[a](b.md)",
        "[a]: b",
        "[^1]",
        "*[HTML]: x\n",
        "![x](y.png)",
        "<",
        "<b>",
        "</div>",
    ),
    *(
        "<!-- x -->",
        "&",
        "&amp;",
        "&#60;",
        "&#x3c",
        "\\",
        "{: #own }",
        "{{ x }}",
        "!!! note\n",
        "--8<-- 'x'\n",
        "é",
        "日",
    ),
    *("https://a.example/?b&c", ": ", "=", "\N{NO-BREAK SPACE}", "<?php ?>", "<div markdown>", "nextcall0", "\r", "\f"),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=8).map("".join)
_LINES = _TEXTS.map(lambda text: " ".join(text.split()) or "x")
_OPENED = st.sampled_from(
    [
        '<div class="a">{}</div>',
        "<p>{}</p>",
        "<details><summary>s</summary>\n{}</details>",
        '<ul>\n<li id="b">{}</li>\n</ul>',
        '<section id="activity-x"><h3>{}</h3><hr><input disabled><br/></section>',
        '<p title="a id=" class="c>d">{}</p>',
        '<table><tr><td><a name="c&amp;d" href="x">{}</a></td></tr></table>',
        '<h1 id="stage">{}</h1>',
        "<div\n id='e'>{}</div>",
        "<div>{}",
        "<span>{}</span>",
        "<div><p>{}</div>",
        "<ol><li>{}<li>x</ol></p>",
        '<svg viewBox="0 0 1 1"><title>{}</title></svg>',
        "<div>{}</section></div>",
        "<hr>{}",
        "<DIV>{}</DIV>",
        "<pre>{}</pre>",
        '<div><script type="application/json">{}</script></div>',
        '<script type="application/json" id="data">{}</script>',
        '<script src="x.js" defer>{}</script>',
        "<noscript><p>{}</p></noscript>",
    ],
)
_WRITTEN = _TEXTS.map(lambda text: blocks_html(text, lambda target: target))
_BLOCKS = st.builds(lambda around, inside: around.replace("{}", inside), _OPENED, _WRITTEN | _TEXTS)
_HEADINGS = st.builds(heading, st.integers(1, 6), _LINES) | st.builds(
    "{} {}".format, st.sampled_from(["##", "###"]), _LINES
)
_PAGES = st.lists(
    st.tuples(_HEADINGS | _BLOCKS | _BLOCKS, st.sampled_from(["\n\n", "\n\n", "\n", "", "\n\n\n", "\n \n", " "])),
    max_size=6,
)


def test_both_roads_lead_to_the_same_page(settled: tuple[MkDocsConfig, ShortRoad], some_of: SomeOf) -> None:
    config, road = settled

    @_some(some_of(range(400), 20))
    @given(pieces=_PAGES)
    def check(pieces: list[tuple[str, str]]) -> None:
        markdown = "".join(part for piece in pieces for part in piece)
        if parted(markdown) is None:
            return  # both are the whole road, on which Python-Markdown may fail
        assert _rendered(markdown, config, road) == _rendered(markdown, config, None)
        assert _rendered(markdown, config, road, "other") == _rendered(markdown, config, None, "other")

    check()


def _some(cases: list[int]) -> settings:
    return settings(
        max_examples=len(cases),
        deadline=None,
        derandomize=len(cases) < 100,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate] if len(cases) < 10 else list(Phase),
    )


_MARKDOWN = (
    "A paragraph\nof *two* lines.",
    "- one\n- two\n\n    - deeper\n\n  and on",
    "3. three\n4. four\n",
    "- [ ] open\n- [x] done",
    "| a | b |\n|:--|--:|\n| `c` | **d** \\| e |",
    "```python\nif a < b & c:\n\tprint('# no heading')\n```",
    "~~~\n</div>\n\n## none\n~~~",
    "    indented & <b>\n\n    code",
    "> a quote\n>\n> > - within one",
    "[there](../roles.yaml) and <https://a.example/?b&c> and [a]\n\n[a]: https://a.example 'T'",
    '***both*** _one_ ~~gone~~ ==marked== H~2~O x^2^ ++ctrl++ (c) --> "quoted" it\'s...',
    "<div markdown>*x*</div>\n\n<script>alert(1)</script>\n<!-- a comment -->",
    "# A heading\n\nUnder\n=====\n\n## With {: #own .class }",
    "!!! note\n    inside\n\n??? more\n    folded\n\n=== Tab\n    of it",
    "A line  \nbroken\\\ntwice\n\n---\n\n***",
    "HTML[^1] &amp; &copy; &#35; &nope; [[wiki]] :smile: {{ x }} {% y %}\n\n[^1]: A note.\n\n*[HTML]: words",
    "Term\n:   its meaning\n\n[TOC]\n\n--8<-- 'x'\n\nOur call nextcall0 <p>nextcall1</p>",
)
"""Every kind of block that a field may hold, and what some extension would make something of."""

_DOCUMENTS = (
    st.lists(st.sampled_from(_MARKDOWN) | _TEXTS.filter(str.isprintable), min_size=1, max_size=4)
    .map("\n\n".join)
    .filter(str.strip)
)


def _with_words(draw: Callable[[], str]) -> dict[str, str]:
    """The files of a small playbook, with words of `draw` in each field that holds whole blocks."""
    files = {path: yaml.safe_load(text) for path, text in SMALL.items()}
    files["playbook.yaml"] |= {"summary": draw(), "notes": draw()}
    for path in ("buying/how.yaml", "sales/new.yaml"):
        files[path] |= {"summary": draw(), "notes": draw()}
        for stage in files[path]["stages"]:
            for each in (stage, *stage.get("exit_criteria", ()), *stage.get("activities", ())):
                each["notes"] = draw()
            for activity in stage.get("activities", ()):
                activity["how"] = draw()
    return {path: yaml.safe_dump(held, sort_keys=False, allow_unicode=True) for path, held in files.items()}


def test_pages_of_any_playbook_come_out_the_same(tmp_path: Path, some_of: SomeOf) -> None:
    settled = [(_config(tmp_path, each), ShortRoad()) for each in EXTENSIONS]
    rendered = 0

    @_some(some_of(range(120), 60))
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        nonlocal rendered
        with tempfile.TemporaryDirectory() as folder:
            for path, text in _with_words(lambda: data.draw(_DOCUMENTS)).items():
                Path(folder, path).parent.mkdir(exist_ok=True)
                Path(folder, path).write_text(text, encoding="utf-8")
            checked = pipeline.check(Path(folder))
            assert checked.renderable
            texts = [get_data(page.markdown)[0] for page in pipeline.make_site(checked).pages]
        for number, text in enumerate(texts):
            if parted(text) is not None:
                config, road = settled[number % len(settled)]
                assert _rendered(text, config, road) == _rendered(text, config, None)
                rendered += 1

    check()
    assert rendered > 10


_PAGE = """\
<p>One</p><h1 id="stage">Two</h1>
<div class="nc-text" id="a&amp;b">
<p>a
b</p>

<pre>  c</pre></div>

## True when *it* is…

<ul><li id="c">x<br></li></ul>
## True when *it* is…
"""


def test_what_stands_in_blocks_is_no_business_of_python_markdown() -> None:
    found = parted(_PAGE)
    assert found is not None
    assert found.anchors == {"stage", "a&b", "c"}
    assert "".join(found.blocks).count("<p>") == 2
    assert not {"One", "Two", "class"} & set(found.shape.replace("<", " ").replace(">", " ").split())
    assert found.shape.count("## True when *it* is…") == 2


@pytest.mark.parametrize(
    "more",
    [
        "A paragraph.",
        "- a list",
        "    code",
        "[TOC]",
        "## A <b>heading</b>",
        "Under\n=====",
        "<span>inline</span>",
        "<hr>",
        "<!-- a comment -->",
        '<div markdown="1">*x*</div>',
        "<div>never closed",
        "<div>closed</div> and on",
        "<div>&copy all</div>",
        "<div>a\n```\nb</div>",
        "<div>a\tb</div>",
        "<div>a\n  \nb</div>",
        "<div>a < b</div>",
        "<div title='x'>y</div>",
        "<div><script>x &lt; y</script></div>",
        "<script>x <b>y</b></script>",
        "<script/>",
        "<script>never closed",
        " <div>x</div>",
    ],
)
def test_a_page_with_more_than_headings_and_blocks_goes_the_whole_road(more: str) -> None:
    assert parted(f"{_PAGE}\n{more}\n") is None


_UPPER = """\
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

class Upper(Postprocessor):
    def run(self, text):
        return text.replace("One", "ONE")

class Ours(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Upper(md), "upper", 1)

def makeExtension(**options):
    return Ours(**options)
"""


def test_an_extension_that_nobody_knows_sees_what_stands_in_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "upper_of_ours.py").write_text(_UPPER)
    monkeypatch.syspath_prepend(tmp_path)
    config = _config(tmp_path, ["upper_of_ours"])
    assert "<p>ONE</p>" in _rendered(_PAGE, config, ShortRoad())["content"]


def test_headings_that_a_page_shares_with_another_keep_their_links_to_themselves(tmp_path: Path) -> None:
    config = _config(tmp_path, [{"toc": {"permalink": True}}])
    road = ShortRoad()
    first, second = (_rendered(_PAGE, config, road, name) for name in ("one", "two"))
    assert first["links"] == {
        "one/index.md": {"true-when-it-is": "#true-when-it-is", "true-when-it-is_1": "#true-when-it-is_1"}
    }
    assert second["links"] == {"two/index.md": first["links"]["one/index.md"]}
    assert second["toc"] == first["toc"]
    assert second["content"] == first["content"]


def test_all_pages_of_the_example_go_the_short_road_scripts_and_all(example: Path, tmp_path: Path) -> None:
    pages = pipeline.make_site(pipeline.check(example)).pages
    assert [get_data(page.markdown) for page in pages] == [(page.body, page.meta) for page in pages]
    texts = [page.body for page in pages]
    assert [text for text in texts if parted(text) is None] == []
    config, road = _config(tmp_path, EXTENSIONS[1]), ShortRoad()
    with_scripts = [text for text in texts if "<script" in text]
    assert len(with_scripts) > 10
    for text in (min(with_scripts, key=len), next(text for text in texts if "<noscript" in text)):
        assert _rendered(text, config, road) == _rendered(text, config, None)


def test_a_theme_lists_its_hidden_files_but_the_first_time(tmp_path: Path) -> None:
    for name in ("seen.css", "inside/seen.js", ".icons/set/a.svg", "inside/.hidden/b.svg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    theme = Theme(name="mkdocs", custom_dir=str(tmp_path))
    every = theme.get_env().list_templates()
    without_hidden(theme)
    env = theme.get_env()
    assert env.list_templates() == [name for name in every if "/." not in f"/{name}"]
    assert env.list_templates() == every
