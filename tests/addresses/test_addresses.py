"""Where everything stands in the site, and the way from one page to another."""

from __future__ import annotations

import posixpath
import sys
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.structure.files import File

from nextcall import addresses
from nextcall.addresses import pages
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook


@pytest.fixture
def playbook(write_playbook: Callable[..., Path]) -> Playbook:
    """A playbook whose processes and stages have had other ids before."""
    files = {
        "buying/how.yaml": None,
        "buying/leader.yaml": "name: Leader\nformerly: [buyer]\nstages: [{id: decide, name: Decide}]\n",
        "roles.yaml": "buyer_roles: [{id: leader, name: Leader}]\n",
        "assets.yaml": "assets: [{id: deck, name: Deck}]\n",
        "glossary.yaml": "terms: [{term: Advance, means: A step of theirs}]\n",
        "sales/new.yaml": "name: New\nformerly: [old]\nbuying_process: leader\nstages:\n"
        "  - {id: prove, name: Prove, formerly: [test], crm: {stage: Trial}, questions: [{ask: Why now?}],"
        " exit_criteria: [{criterion: It works}]}\n"
        "  - {id: won, name: Won, closed: won, formerly: [done]}\n",
    }
    playbook = load(write_playbook(files)).playbook
    assert playbook is not None
    return playbook


def test_every_page_has_one_address_and_closed_stages_have_no_call_plan(playbook: Playbook) -> None:
    assert list(pages.of(playbook)) == [
        "",
        "deals/",
        "alignment/",
        "roles/",
        "questions/",
        "assets/",
        "glossary/",
        "health/",
        "crm/",
        "contribute/",
        "contribute/rules/",
        "contribute/fields/",
        "buying/leader/",
        "sales/new/",
        "sales/new/plan/",
        "sales/new/review/",
        "sales/new/compress/",
        "sales/new/plan/copy/",
        "sales/new/prove/",
        "sales/new/prove/call-plan/",
        "sales/new/won/",
    ]


def test_a_page_that_would_be_empty_is_not_made_and_no_old_address_leads_to_it(
    write_playbook: Callable[..., Path],
) -> None:
    stages = "[{id: silent, name: Silent, formerly: [mute]}, {id: won, name: Won, closed: won}]"
    files = {"buying/how.yaml": None, "sales/new.yaml": f"name: New\nformerly: [old]\nstages: {stages}\n"}
    playbook = load(write_playbook(files)).playbook
    assert playbook is not None
    assert list(pages.of(playbook)) == [
        "",
        "deals/",
        "health/",
        "contribute/",
        "contribute/rules/",
        "contribute/fields/",
        "sales/new/",
        "sales/new/plan/",
        "sales/new/review/",
        "sales/new/plan/copy/",
        "sales/new/silent/",
        "sales/new/won/",
    ]
    assert not [new for _, new in pages.redirects(playbook) if new.endswith(("/call-plan/", "/compress/"))]


def test_a_silent_stage_keeps_the_page_of_what_its_author_wrote_for_its_call(
    write_playbook: Callable[..., Path],
) -> None:
    written = "{id: mute, name: Mute, call_plan: {objections: [{they_say: Not now, respond: When then?}]}}"
    playbook = load(write_playbook({"sales/new.yaml": f"name: New\nstages: [{written}]\n"})).playbook
    assert playbook is not None
    assert "sales/new/mute/call-plan/" in pages.of(playbook)
    assert "sales/new/compress/" not in pages.of(playbook)


def test_what_a_criterion_implies_stands_where_the_criterion_stands() -> None:
    assert addresses.activity_anchor("agree-marks") == "activity-agree-marks"
    assert addresses.activity_anchor("criterion:marks-agreed") == addresses.criterion_anchor("marks-agreed")
    assert addresses.activity_anchor("criterion:prove/3") == addresses.unnamed_criterion_anchor(3)


def test_rules_and_kinds_of_file_have_a_page_each_beside_those_of_the_playbook(playbook: Playbook) -> None:
    made = list(pages.reference(["broken-link"], ["roles"]))
    assert made == ["contribute/rules/broken-link/", "contribute/fields/roles/"]
    assert not set(made) & set(pages.of(playbook))


def test_every_old_name_of_a_process_leads_on_with_every_name_of_its_stages(playbook: Playbook) -> None:
    redirects = dict(pages.redirects(playbook))
    plan = "sales/new/prove/call-plan/"
    assert redirects == {
        "buying/buyer/": "buying/leader/",
        "sales/old/": "sales/new/",
        "sales/old/compress/": "sales/new/compress/",
        "sales/old/plan/": "sales/new/plan/",
        "sales/old/plan/copy/": "sales/new/plan/copy/",
        "sales/old/review/": "sales/new/review/",
        "sales/new/test/": "sales/new/prove/",
        "sales/new/test/call-plan/": plan,
        "sales/old/prove/": "sales/new/prove/",
        "sales/old/prove/call-plan/": plan,
        "sales/old/test/": "sales/new/prove/",
        "sales/old/test/call-plan/": plan,
        "crm/trial/": "sales/new/prove/",
        "sales/new/done/": "sales/new/won/",
        "sales/old/won/": "sales/new/won/",
        "sales/old/done/": "sales/new/won/",
    }
    made = set(pages.of(playbook))
    assert set(redirects.values()) <= made
    assert not redirects.keys() & made


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("4 - Evaluation", "4-evaluation"),
        ("  Closed/Won!  ", "closed-won"),
        ("Prüfung & Größe", "prufung-grosse"),
        ("Décision d'achat", "decision-d-achat"),
        ("Übersicht Ⅳ", "ubersicht-iv"),
        ("İstanbul", "istanbul"),
        ("評価 2", "評価-2"),
        ("تقييم", "تقييم"),
        ("Оценка", "оценка"),
        ("हिन्दी", "हिन्दी"),
        ("<script>{{ x }}](javascript:a)", "script-x-javascript-a"),
        ("../../etc", "etc"),
        ("— * —", ""),
        ("a" * 200, "a" * 60),
        ("b" * 59 + " cut here", "b" * 59),
    ],
)
def test_a_stage_of_the_crm_has_a_slug_that_a_formula_can_make_too(name: str, slug: str) -> None:
    assert addresses.crm_slug(name) == slug


def test_every_sign_that_stands_for_a_letter_gives_the_small_one() -> None:
    assert addresses.crm_slug("\N{MATHEMATICAL BOLD CAPITAL A} \N{ROMAN NUMERAL FOUR}") == "a-iv"
    signs = map(chr, range(sys.maxunicode + 1))
    unstable = [sign for sign in signs if addresses.crm_slug(slug := addresses.crm_slug(sign)) != slug]
    assert unstable == []


@settings(derandomize=True, deadline=None)
@given(name=st.text())
def test_a_slug_is_one_step_of_an_address_and_stays_what_it_is(name: str) -> None:
    slug = addresses.crm_slug(name)
    assert len(slug.encode()) <= 240
    assert not set(slug) & set("/\\.?#%:<>\"' ")
    assert slug == slug.strip("-")
    assert "--" not in slug
    assert addresses.crm_slug(slug) == slug


@pytest.fixture
def with_crm(write_playbook: Callable[..., Path]) -> Playbook:
    """Two processes that share a stage of the CRM, in two spellings, and have others of their own."""
    stages = (
        "[{id: a, name: A, crm: {stage: 1 - Open}}, {id: b, name: B, crm: {stage: %s}},"
        " {id: c, name: C, crm: {stage: '…'}}, {id: won, name: Won, closed: won, crm: {stage: %s won}}]"
    )
    files = {
        "sales/new.yaml": f"name: New\nstages: {stages % ('Trial', 'New')}\n",
        "sales/old.yaml": f"name: Old\nstages: {stages.replace('1 - Open', '1. OPEN') % ('Review', 'Old')}\n",
    }
    playbook = load(write_playbook(files)).playbook
    assert playbook is not None
    return playbook


def test_a_door_from_the_crm_leads_to_its_stage_and_one_that_is_shared_is_a_page(with_crm: Playbook) -> None:
    assert dict(pages.redirects(with_crm)) == {
        "crm/trial/": "sales/new/b/",
        "crm/new-won/": "sales/new/won/",
        "crm/review/": "sales/old/b/",
        "crm/old-won/": "sales/old/won/",
    }
    shared = [(process.id, stage.id) for process, stage in addresses.crm_doors(with_crm)["1-open"]]
    assert shared == [("new", "a"), ("old", "a")]
    assert "crm/1-open/" in list(pages.of(with_crm))


def test_a_link_from_any_page_arrives_at_any_other_from_a_server_and_below_any_path(playbook: Playbook) -> None:
    all_of_them = [*pages.of(playbook), addresses.rule("broken-link"), "pages/a.html", "files/deck.pdf"]
    for base, origin, target in product(["https://host.example/", "file:///x/site/"], all_of_them, all_of_them):
        link = addresses.link(origin, target, "here")
        page = origin if posixpath.basename(origin) else f"{origin}index.html"
        file = target if posixpath.basename(target) else f"{target}index.html"
        assert not link.startswith("/")
        assert urljoin(f"{base}{page}", link) == f"{base}{file}#here"


def test_a_link_does_not_depend_on_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert addresses.link("sales/new/", "roles/") == "../../roles/index.html"


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize(
    "path",
    ["a.md", "index.md", "README.md", "readme.md", "pages/a.b.md", "pages/index.md", "pages/README.md", "pages/x/a.md"],
)
def test_a_page_of_the_team_stands_where_mkdocs_puts_it(path: str, *, directory_urls: bool) -> None:
    address = addresses.of_team_page(path, directory_urls=directory_urls)
    file = address if address.endswith(".html") else f"{address}index.html"
    assert file == File(path, "docs", "site", directory_urls).dest_uri
