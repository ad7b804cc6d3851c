"""What is copied reads well where it is pasted: as Markdown and as rich text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

GOLDEN = Path(__file__).parent / "golden"
STAGE = "sales/new-business/prove/index.html"
PLAN = "sales/new-business/prove/call-plan/index.html"


@pytest.fixture
def tab(page: Page) -> Page:
    """A tab that may read what it copied."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def bar(tab: Page, name: str) -> Locator:
    return tab.locator(".nc-bar").first.get_by_role("button", name=name, exact=True)


def copied(tab: Page, button: Locator) -> dict[str, str]:
    """What lies in the clipboard after a click, by its type."""
    tab.evaluate("navigator.clipboard.writeText('')")
    button.click()
    expect(button.locator("..").locator("[role=status]")).to_have_text("Copied.")
    found: dict[str, str] = tab.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const read = async (type) => [type, await (await item.getType(type)).text()];
          return Object.fromEntries(await Promise.all(item.types.map(read)));
        }"""
    )
    return found


def test_a_copy_reads_as_it_did_when_somebody_last_looked_at_it(tab: Page, site: str) -> None:
    """`REGENERATE_GOLDEN=1 pytest tests/browser` writes the files anew: read the difference before you commit it."""
    tab.goto(site + PLAN)
    found = copied(tab, bar(tab, "As Markdown"))
    assert list(found) == ["text/plain"]
    golden = GOLDEN / "call-plan.md"
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.write_text(found["text/plain"], encoding="utf-8")
    assert found["text/plain"] == golden.read_text(encoding="utf-8")


def test_a_copy_follows_the_page_and_holds_nothing_of_its_controls(tab: Page, site: str) -> None:
    tab.goto(site + PLAN)
    text = copied(tab, bar(tab, "As Markdown"))["text/plain"]
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    on_page = tab.locator("article h2").evaluate_all("(all) => all.map((each) => each.firstChild.data)")
    assert headings == on_page
    compress = text.partition("## What can we compress?")[2].partition("\n## ")[0]
    assert "Read out the result" in compress
    assert "- Open the security review" not in compress, "it doesn't list the agenda again"
    for word in ("Manage", "As Markdown", "Edit this page", "¶", "From sales/", "  ", "· ·"):
        assert word not in text, word


def test_a_rich_copy_holds_plain_html_and_the_markdown_beside_it(tab: Page, site: str) -> None:
    tab.goto(site + PLAN)
    found = copied(tab, bar(tab, "Copy"))
    assert found["text/plain"] == copied(tab, bar(tab, "As Markdown"))["text/plain"]
    html = found["text/html"]
    tags = set(re.findall(r"<([a-z0-9]+)", html)) - {"html", "head", "body", "meta"}
    assert tags <= {"a", "code", "em", "h1", "h2", "h3", "li", "p", "strong", "ul"}
    assert not re.search(r"(?:class|id|on\w+|style)=", html)
    assert "<li>0:07 Agree the pass marks" in html


def test_a_stages_table_is_copied_as_a_list_that_names_its_columns(tab: Page, site: str) -> None:
    tab.goto(site + STAGE)
    text = copied(tab, bar(tab, "As Markdown"))["text/plain"]
    row = next(line for line in text.splitlines() if "The pass marks of the trial are agreed" in line)
    assert row.startswith("- [ ] The pass marks of the trial are agreed · ")
    assert "Show me: The trial charter with the three marks" in row
    assert row.endswith("How we know: their document"), row


def test_what_is_folded_away_is_copied_only_when_it_is_open(tab: Page, site: str) -> None:
    tab.goto(site + STAGE)
    folded = copied(tab, bar(tab, "As Markdown"))["text/plain"]
    details = tab.locator("details.nc-more:has(dd)").last
    details.locator("summary").click()
    words = details.locator("dd").first.inner_text()
    assert words not in folded
    assert words in copied(tab, bar(tab, "As Markdown"))["text/plain"]


def test_a_line_that_only_looks_like_a_list_or_a_heading_stays_a_line(tab: Page, site: str) -> None:
    tab.goto(site + STAGE)
    lines = {"1. One": "1\\. One", "12) Two": "12\\) Two", "# Three": "\\# Three", "- Four": "\\- Four", "> 5": "\\> 5"}
    plain = ("1.5 days", "#six", "-7 degrees")
    html = "".join(f"<p>{line.replace('>', '&gt;')}</p>" for line in (*lines, *plain))
    tab.evaluate("(html) => document.querySelector('h1').insertAdjacentHTML('afterend', html)", html)
    found = copied(tab, bar(tab, "As Markdown"))["text/plain"]
    assert "\n\n".join((*lines.values(), *plain)) in found


def test_a_list_in_a_list_is_copied_as_one(tab: Page, site: str) -> None:
    tab.goto(site + STAGE)
    html = "<ul><li>One<ul><li>Two</li><li>Three</li></ul></li><li>Four</li></ul>"
    tab.evaluate("(html) => document.querySelector('h1').insertAdjacentHTML('afterend', html)", html)
    found = copied(tab, bar(tab, "Copy"))
    assert html in found["text/html"]
    assert "- One\n  - Two\n  - Three\n- Four\n" in found["text/plain"]


def test_links_of_the_playbook_are_left_out_and_those_to_elsewhere_are_kept(tab: Page, site: str) -> None:
    tab.goto(site + STAGE)
    tab.evaluate(
        """(html) => document.querySelector('h1').insertAdjacentHTML('afterend', html)""",
        '<p>See <a href="https://docs.harbourline.example/a b">the paper</a> and <a href="../">the process</a></p>',
    )
    found = copied(tab, bar(tab, "Copy"))
    assert "See [the paper](<https://docs.harbourline.example/a%20b>) and the process\n" in found["text/plain"]
    assert '<a href="https://docs.harbourline.example/a%20b">the paper</a> and the process' in found["text/html"]
    assert site not in found["text/plain"]


def test_a_heading_keeps_its_last_signs_and_what_stands_before_a_link_makes_no_image_of_it(
    tab: Page, site: str
) -> None:
    tab.goto(site + STAGE)
    tab.evaluate(
        """(html) => document.querySelector('h1').insertAdjacentHTML('afterend', html)""",
        """<h2>Shortlist #</h2><h3>C# ##</h3><h3>#</h3><h3>F#</h3><h3>Say <code>a[b](c) *d*</code></h3>
        <p>Look!<a href="https://docs.harbourline.example/a">the paper</a></p>
        <p>Look! <a href="https://docs.harbourline.example/b">this</a> and <b>now!</b><a href="https://x.example/c">!</a></p>
        <p><code>x!</code><a href="https://x.example/d">code</a></p>
        <p>\\!<a href="https://x.example/e">e</a></p>
        <p>&gt;quoted</p><p>---</p><p>1.</p><p>~~gone~~ AT&amp;amp;T &amp;copy;</p>""",
    )
    text = copied(tab, bar(tab, "As Markdown"))["text/plain"]
    for line in (
        r"## Shortlist \#",
        r"### C# \##",
        r"### \#",
        "### F#",
        r"### Say a\[b\](c) \*d\*",
        r"Look\![the paper](<https://docs.harbourline.example/a>)",
        "Look! [this](<https://docs.harbourline.example/b>) and **now!**[!](<https://x.example/c>)",
        "`x!`[code](<https://x.example/d>)",
        r"\\\![e](<https://x.example/e>)",
        r"\>quoted",
        r"\---",
        r"1\.",
        r"\~\~gone\~\~ AT\&amp;T \&copy;",
    ):
        assert f"\n{line}\n" in text, line
    shown = MarkdownIt().enable("strikethrough").render(text)
    assert "<img" not in shown
    for words in ("<h2>Shortlist #</h2>", "<h3>C# ##</h3>", "<h3>#</h3>", "<h3>F#</h3>", "<p>---</p>", "<p>1.</p>"):
        assert words in shown


def test_without_the_clipboards_interface_the_old_way_copies_both_kinds(tab: Page, site: str) -> None:
    tab.goto(site + PLAN)
    usual = copied(tab, bar(tab, "Copy"))
    tab.evaluate("() => { window.ClipboardItem = undefined; }")
    assert copied(tab, bar(tab, "Copy")) == usual


def test_a_copy_that_fails_is_said(tab: Page, site: str) -> None:
    tab.goto(site + PLAN)
    tab.evaluate("() => { window.ClipboardItem = undefined; document.execCommand = () => false; }")
    bar(tab, "Copy").click()
    expect(tab.locator("nextcall-copy [role=status]").first).to_contain_text("The browser refused to copy.")


def test_print_opens_the_browsers_own_dialog(tab: Page, site: str) -> None:
    tab.goto(site + PLAN)
    tab.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    bar(tab, "Print").focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("window.printed") == 1
