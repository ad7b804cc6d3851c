"""Playbooks as nobody means them, in a real browser: pages stay whole, safe and readable, on a phone too."""

from __future__ import annotations

import json
import subprocess
import sys
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import exit_code
from tests.small_reference import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from tests.conftest import SomeOf

Data = dict[str, Any]

HOSTILE = (
    "<script>window.harmed = 1</script>",
    "<img src=x onerror='window.harmed = 1'>",
    "](javascript:window.harmed=1)",
    "{{ 7 * 7 }} {% raw %} {{ window.harmed }}",
    "| a | b |",
    "`unbalanced and ```more",
    "</article></div><!-- --> &amp; &lt;b&gt;",
    "{: .nc-button #stage } *stars **and __lines",
    "<svg/onload=window.harmed=1>",
    "# 1. no heading, [no][link], ![no](picture), :no-icon:, [^1], ==no mark==",
)
LONG = ("Agree with everybody who could ever be asked what would have to be true before anything is decided, " * 2)[
    :200
]
UNBROKEN = ("Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungsantrag" * 3)[:200]
ARABIC = "الاتفاق على معايير النجاح مع مدير تكنولوجيا المعلومات"
JAPANESE = "購買部門と契約条件を確認し、セキュリティ審査を始める"
KINDS = ("customer_statement", "customer_action", "customer_document", "seller_assertion")


def _activity(number: int, words: str, **more: object) -> Data:
    return {
        "id": f"activity-{number}",
        "name": words,
        "where": ("in_call", "between_calls", "either", "throughout")[number % 4],
        "importance": ("key", "supporting", "optional")[number % 3],
        **({} if number % 4 in (1, 3) else {"minutes": 5}),
        "requires": [],
        "purpose": words,
        "customer_value": words,
        "advance": words,
        "how": f"{words}\n\n- {words}\n- {words}\n",
        "steps": [words, words],
        "preparation": {"ours": [words], "theirs": [words]},
        "questions": [{"ask": words, "listen_for": words}],
        **more,
    }


def _stage(number: int, words: str, activities: list[Data], **more: object) -> Data:
    return {
        "id": f"stage-{number}",
        "name": words,
        "definition": words,
        "drifts_when": [words],
        "disqualify_when": [words],
        "crm": {"stage": words, "probability": 50},
        "exit_criteria": [{"criterion": words, "evidence": words, "verified_by": each} for each in KINDS],
        "questions": [{"ask": words, "listen_for": words}],
        "activities": activities,
        "call_plan": {
            "customer_value": words,
            "upfront_contract": dict.fromkeys(("time", "agenda", "their_questions", "outcome"), words),
            "advance": dict.fromkeys(("target", "stretch", "fallback"), words),
            "objections": [{"they_say": words, "respond": words} for _ in range(3)],
            "follow_ups": [words],
            "preparation": {"ours": [words], "theirs": [words]},
        },
        "notes": words,
        **more,
    }


def _closed(words: str) -> list[Data]:
    return [{"id": each, "name": words, "closed": each} for each in ("won", "lost")]


def _process(words: str, number: int = 0, **more: object) -> Data:
    """A process whose every word is `words`, aligned with the buying process of the same words."""
    roles = {"buyer_roles": [f"buyer-{number}"], "seller_roles": [f"seller-{number}"], "assets": [f"asset-{number}"]}
    activities = [_activity(each, words, **roles) for each in range(4)]
    stages = [_stage(0, words, activities, buying_stages=["stage-0"]), *_closed(words)]
    return {
        "name": words,
        "summary": words,
        "segment": words,
        "owner": words,
        "buying_process": f"buying-{number}",
        "baseline": {"calls": 14, "days": 120, "source": words},
        "lost_reasons": [{"id": "lost-reason", "name": words, "follow_up": words}],
        "stages": stages,
        "notes": words,
        **more,
    }


def _buying(words: str) -> Data:
    lists = {key: [words] for key in ("tasks", "done_when", "stalls_when")}
    return {
        "name": words,
        "summary": words,
        "stages": [{"id": f"stage-{each}", "name": words, "question": words, **lists} for each in range(2)],
        "notes": words,
    }


def _hard() -> dict[str, Data]:
    """A playbook of hostile, long and foreign words, and of processes too small and too large."""
    texts = (*HOSTILE, LONG, UNBROKEN, ARABIC, JAPANESE)
    files: dict[str, Data] = {
        "playbook.yaml": {"title": HOSTILE[0], "summary": LONG, "owner": UNBROKEN, "principles": list(texts)},
        "roles.yaml": {
            "buyer_roles": [{"id": f"buyer-{n}", "name": text, "cares_about": [text]} for n, text in enumerate(texts)],
            "seller_roles": [
                {"id": f"seller-{n}", "name": text, "responsible_for": [text]} for n, text in enumerate(texts)
            ],
        },
        "assets.yaml": {
            "assets": [{"id": f"asset-{n}", "name": text, "use_when": text} for n, text in enumerate(texts)]
        },
        "glossary.yaml": {"terms": [{"term": f"{text} {n}", "means": text} for n, text in enumerate(texts)]},
    }
    for number, text in enumerate(texts):
        files[f"buying/buying-{number}.yaml"] = _buying(text)
        files[f"sales/process-{number}.yaml"] = _process(text, number)
    many = [_activity(each, f"{each}. {UNBROKEN}" if each == 7 else f"Activity number {each}") for each in range(60)]
    stages = [_stage(each, f"Stage number {each}", many if each == 3 else []) for each in range(30)]
    files["sales/thirty.yaml"] = {"name": "Thirty stages", "stages": stages, "buying_process": "buying-10"}
    files["sales/one.yaml"] = {"name": "One stage", "stages": [{"id": "only", "name": "The only stage"}]}
    files["sales/one-closed.yaml"] = {"name": "Nothing open", "stages": [{"id": "won", "name": "Won", "closed": "won"}]}
    return files


def _bare() -> dict[str, Data]:
    """No buying process, no roles, one stage without anything in it."""
    return {
        "playbook.yaml": {"title": "Bare"},
        "sales/bare.yaml": {"name": "Bare", "stages": [{"id": "only", "name": "Only"}]},
    }


def _write(folder: Path, files: dict[str, Data]) -> None:
    for name, data in files.items():
        (folder / "playbook" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "playbook" / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def _build(folder: Path, files: dict[str, Data]) -> Path:
    _write(folder, files)
    command = [sys.executable, "-m", "nextcall", "build", "--root", str(folder), "--site-dir", str(folder / "site")]
    ran = subprocess.run([*command, "--offline"], env=environment(), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder / "site"


@pytest.fixture(scope="session")
def hard_site(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    return made_once("hard", lambda folder: _build(folder, _hard())) / "site"


@pytest.fixture(scope="module")
def bare_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(tmp_path_factory.mktemp("bare"), _bare())


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def _pages(site: Path) -> list[Path]:
    """Every page of the playbook that stays where it is; not the reference, which holds none of its words."""
    ours = (path for path in sorted(site.rglob("index.html")) if "contribute" not in path.relative_to(site).parts)
    return [path for path in ours if 'http-equiv="refresh"' not in path.read_text(encoding="utf-8")]


WHOLE = """() => ({
  harmed: window.harmed === undefined ? null : window.harmed,
  wide: document.documentElement.scrollWidth,
  strangers: document.querySelectorAll(
    '.md-content script:not([type="application/json"], [src*="nextcall/"]), .md-content img, '
    + '.md-content svg[onload], [onerror], a[href^="javascript:"]'
  ).length,
  heading: document.querySelector('.md-content h1')?.innerText ?? '',
  outside: !!document.querySelector('.md-content h1')?.closest('article.md-content__inner'),
  source: document.querySelectorAll('article.md-content__inner > footer.nc-source').length,
  doubled: [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i),
})"""


@pytest.mark.parametrize("fixture", ["hard_site", "bare_site"])
def test_every_page_is_whole_and_safe_and_fits_a_phone(
    fixture: str, phone: Page, request: pytest.FixtureRequest, some_of: SomeOf
) -> None:
    site: Path = request.getfixturevalue(fixture)
    said: list[str] = []
    phone.on("pageerror", lambda error: said.append(str(error)))
    phone.on("dialog", lambda dialog: said.append(dialog.message))
    wrong = []
    pages = _pages(site)
    for path in some_of(pages, 29 if fixture == "hard_site" else 1):
        phone.goto(path.as_uri())
        seen = phone.evaluate(WHOLE)
        name = path.relative_to(site).as_posix()
        if seen["harmed"] is not None or seen["strangers"] or seen["doubled"]:
            wrong.append((name, "unsafe", seen))
        if not seen["heading"] or not seen["outside"] or seen["source"] != 1:
            wrong.append((name, "not whole", seen))
        if seen["wide"] > 390:
            wrong.append((name, "too wide", seen["wide"]))
    assert wrong == []
    assert said == []
    assert len(pages) > (100 if fixture == "hard_site" else 4)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_what_looks_like_code_is_shown_as_it_was_typed(number: int, page: Page, hard_site: Path) -> None:
    page.goto((hard_site / f"sales/process-{number}/stage-0/index.html").as_uri())
    heading = page.locator("h1").inner_text()
    if number == len(HOSTILE) - 1:
        assert heading.startswith("# 1. no heading, [no][link], !no")  # a link that leads nowhere keeps its words
    else:
        assert heading == unescape(HOSTILE[number])  # an entity is Markdown, for the character that it names
    assert page.title().startswith(heading)


def test_arabic_runs_from_the_right_wherever_it_stands(page: Page, hard_site: Path) -> None:
    number = len(HOSTILE) + 2
    page.goto((hard_site / f"sales/process-{number}/stage-0/index.html").as_uri())
    script = """element => {
      const range = document.createRange(); range.selectNodeContents(element);
      const text = [...range.getClientRects()], box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const right = box.right - parseFloat(style.paddingRight), left = box.left + parseFloat(style.paddingLeft);
      return [Math.min(...text.map(r => r.left)) - left, right - Math.max(...text.map(r => r.right))];
    }"""
    for selector in ("h1", "h1 ~ p:not(.nc-ask):not(.nc-why)", ".nc-criteria td:nth-child(2)"):
        left, right = page.locator(selector).first.evaluate(script)
        assert abs(right) < 3, selector
        assert left >= 0, selector


@pytest.mark.parametrize(
    ("query", "number"),
    [("契約条件", 3), ("セキュリティ審査", 3), ("購買部門", 3), ("معايير النجاح", 2), ("Donaudampfschifffahrt", 1)],
)
def test_search_finds_words_of_any_script(query: str, number: int, page: Page, hard_site: Path) -> None:
    page.goto((hard_site / "index.html").as_uri())
    page.locator("input.md-search__input").click()
    page.locator("input.md-search__input").press_sequentially(query)
    page.keyboard.press("Shift")  # signs that no key makes come without the event that the theme waits for
    link = page.locator(".md-search-result__link").first
    link.wait_for()
    found = len(HOSTILE) + number
    assert f"process-{found}/stage-0/" in str(link.get_attribute("href"))


def test_a_forbidden_link_stops_the_build_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = _bare()
    files["playbook.yaml"]["summary"] = "[x](javascript:window.harmed=1)"
    _write(tmp_path, files)
    assert exit_code("build", "--root", tmp_path, "--site-dir", tmp_path / "site", "--offline")
    said = capsys.readouterr()
    assert "forbidden-link" in said.out + said.err
