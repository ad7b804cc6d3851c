"""Pencils: where a line of a file is viewed and edited, and where a change of it is suggested, forge by forge."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from nextcall.addresses.forge import PATH, Forge, pencils

GITHUB, GITLAB = "https://github.com/team/playbook", "https://gitlab.com/team/sub/playbook"
BITBUCKET, AZURE = "https://bitbucket.org/team/playbook", "https://dev.azure.com/team/sales/_git/playbook"
FILE = "playbook/sales/new%20business.yaml"
AT = "&line=7&lineEnd=8&lineStartColumn=1&lineEndColumn=1&_a=contents"


@pytest.mark.parametrize(
    ("address", "edit", "views", "edits"),
    [
        (GITHUB, None, f"{GITHUB}/blob/HEAD/{FILE}?plain=1#L7", f"{GITHUB}/edit/HEAD/{FILE}#L7"),
        (f"{GITHUB}.git/", None, f"{GITHUB}/blob/HEAD/{FILE}?plain=1#L7", f"{GITHUB}/edit/HEAD/{FILE}#L7"),
        (GITHUB, "edit/a/b/playbook/", f"{GITHUB}/blob/a/b/{FILE}?plain=1#L7", f"{GITHUB}/edit/a/b/{FILE}#L7"),
        (
            None,
            f"{GITHUB}/edit/main/playbook/",
            f"{GITHUB}/blob/main/{FILE}?plain=1#L7",
            f"{GITHUB}/edit/main/{FILE}#L7",
        ),
        (GITLAB, None, f"{GITLAB}/-/blob/HEAD/{FILE}?plain=1#L7", f"{GITLAB}/-/edit/HEAD/{FILE}#L7"),
        (
            "https://gitlab.firm.example/a/b/c",
            None,
            f"https://gitlab.firm.example/a/b/c/-/blob/HEAD/{FILE}?plain=1#L7",
            f"https://gitlab.firm.example/a/b/c/-/edit/HEAD/{FILE}#L7",
        ),
        (
            "https://code.firm.example/a/b",
            "-/edit/main/playbook/",
            f"https://code.firm.example/a/b/-/blob/main/{FILE}?plain=1#L7",
            f"https://code.firm.example/a/b/-/edit/main/{FILE}#L7",
        ),
        (
            BITBUCKET,
            None,
            f"{BITBUCKET}/src/HEAD/{FILE}#lines-7",
            f"{BITBUCKET}/src/HEAD/{FILE}?mode=edit&spa=0&at=HEAD#lines-7",
        ),
        (
            BITBUCKET,
            "src/main/playbook/",
            f"{BITBUCKET}/src/main/{FILE}#lines-7",
            f"{BITBUCKET}/src/main/{FILE}?mode=edit&spa=0&at=main#lines-7",
        ),
        (GITHUB, "blob/main/playbook/", f"{GITHUB}/blob/main/{FILE}?plain=1#L7", f"{GITHUB}/edit/main/{FILE}#L7"),
        (GITLAB, "-/blob/main/playbook/", f"{GITLAB}/-/blob/main/{FILE}?plain=1#L7", f"{GITLAB}/-/edit/main/{FILE}#L7"),
        (AZURE, None, f"{AZURE}?path=/{FILE}{AT}", f"{AZURE}?path=/{FILE}{AT}"),
        (AZURE, "?path=/playbook/", f"{AZURE}?path=/{FILE}{AT}", f"{AZURE}?path=/{FILE}{AT}"),
        (
            "https://codeberg.org/team/playbook",
            None,
            f"https://codeberg.org/team/playbook/src/HEAD/{FILE}?display=source#L7",
            f"https://codeberg.org/team/playbook/_edit/HEAD/{FILE}#L7",
        ),
        (
            "https://code.firm.example/team/playbook",
            "_edit/main/playbook/",
            f"https://code.firm.example/team/playbook/src/branch/main/{FILE}?display=source#L7",
            f"https://code.firm.example/team/playbook/_edit/main/{FILE}#L7",
        ),
        (
            "https://code.firm.example/team/playbook",
            "src/branch/main/playbook/",
            f"https://code.firm.example/team/playbook/src/branch/main/{FILE}?display=source#L7",
            f"https://code.firm.example/team/playbook/_edit/main/{FILE}#L7",
        ),
    ],
)
def test_a_line_is_viewed_and_edited_where_its_forge_has_it(
    address: str | None, edit: str | None, views: str, edits: str
) -> None:
    found = pencils(address, edit and edit + PATH, folder="playbook/")
    assert found is not None
    assert found.view("sales/new business.yaml", 7) == views
    assert found.edit("sales/new business.yaml", 7) == edits


@pytest.mark.parametrize(
    ("address", "edit"),
    [
        (None, None),
        ("https://code.firm.example/team/playbook", None),
        (None, "edit/main/playbook/"),
        ("javascript://github.com/%0aalert(1)", None),
        (None, "https://wiki.firm.example/playbook/"),
    ],
)
def test_where_no_forge_is_known_nothing_is_guessed(address: str | None, edit: str | None) -> None:
    assert pencils(address, edit and edit + PATH, folder="playbook/") is None


def test_a_forge_that_is_said_is_believed() -> None:
    found = pencils("https://code.firm.example/team/playbook", None, folder="", forge=Forge.GITEA)
    assert found is not None
    assert found.view("a.yaml", 1) == "https://code.firm.example/team/playbook/src/HEAD/a.yaml?display=source#L1"


@pytest.mark.parametrize(
    ("address", "begins", "title", "body"),
    [
        (GITHUB, f"{GITHUB}/issues/new", "title", "body"),
        (GITLAB, f"{GITLAB}/-/issues/new", "issue[title]", "issue[description]"),
        (AZURE, "https://dev.azure.com/team/sales/_workitems/create/Issue", "[System.Title]", "[System.Description]"),
        ("https://codeberg.org/team/playbook", "https://codeberg.org/team/playbook/issues/new", "title", "body"),
    ],
)
def test_an_issue_is_filled_in_whatever_the_words_hold(address: str, begins: str, title: str, body: str) -> None:
    found = pencils(address, None, folder="playbook/")
    assert found is not None
    made = found.issue('A & "B"?', "# x\n<b>&y=1")
    assert made is not None
    parts = urlsplit(made)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == begins
    assert parse_qs(parts.query) == {title: ['A & "B"?'], body: ["# x\n<b>&y=1"]}


def test_a_forge_that_takes_no_issue_by_its_address_is_asked_for_none() -> None:
    found = pencils(BITBUCKET, None, folder="playbook/")
    assert found is not None
    assert found.issue("a", "b") is None
