"""Every word that templates add stands in the catalogue, and every word of the catalogue is used."""

from __future__ import annotations

import ast
import json
import re
from enum import StrEnum
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from nextcall.addresses.pages import PAGES
from nextcall.compress.results import Blocker
from nextcall.diagnostics import Severity
from nextcall.diff import Reason, What
from nextcall.load import Kind, bundled
from nextcall.model import Closed, DoneBy, Job, Side, Text, Verification
from nextcall.render import site
from nextcall.render.environment import environment
from nextcall.resources import template_folder
from nextcall.views import checklist
from nextcall.views.alignment import Match
from nextcall.views.fields import Audience, Shape
from nextcall.views.health import Measure
from nextcall.views.rules import Group, Part
from nextcall.words import Words

Forecast = StrEnum("Forecast", bundled(Kind.SALES_PROCESS)["$defs"]["forecast"]["enum"])

TEMPLATES = sorted(
    path.relative_to(template_folder()).as_posix()
    for folder in ("pages", "partials")
    for path in (template_folder() / folder).iterdir()
)
THEME = sorted(path.relative_to(template_folder()).as_posix() for path in (template_folder() / "theme").rglob("*.*ml"))
NO_SPEECH = re.compile(r"""<meta (?:http-equiv|name="robots")[^<>]*>""")
NO_WORDS = re.compile(r"<(style|script)\b.*?</\1>|<[^<>]*>", re.DOTALL)
SPOKEN = re.compile(r"""\b(?:title|alt|placeholder|aria-label|aria-description|value|content)="[^"{]""")
ENUMERATED: dict[str, type[StrEnum]] = {
    "side": Side,
    "verified_by": Verification,
    "closed": Closed,
    "job": Job,
    "time.whose": DoneBy,
    "alignment.cell": Match,
    "forecast": Forecast,
    "health.severity": Severity,
    "health.count": Severity,
    "health.sub": Severity,
    "health.measure": Measure,
    "diff.what": What,
    "diff.why": Reason,
    "diff.strong": Reason,
    "rules.group": Group,
    "rules.group_sub": Group,
    "rule.part": Part,
    "fields.path": Kind,
    "fields.shape": Shape,
    "fields.shapes": Shape,
    "fields.audience": Audience,
}


def words() -> Words:
    return Words.of_file(template_folder() / "words" / "en.yaml")


def used_by_templates() -> tuple[set[str], set[str]]:
    """Keys that templates name, and groups of which they name a member at run time."""
    keys: set[str] = set()
    groups: set[str] = set()
    made = environment()
    for name in TEMPLATES:
        source = (template_folder() / name).read_text(encoding="utf-8")
        for call in made.parse(source).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("t", "label"):
                first = call.args[0]
                if isinstance(first, nodes.Getattr) and first.attr in ("title", "teaser"):
                    continue  # of the table of pages, which is read by itself
                assert isinstance(first, nodes.Const), name
                (keys if len(call.args) == 1 else groups).add(first.value)
            if isinstance(call.node, nodes.Name) and call.node.name == "words_for_script":
                assert isinstance(call.args[0], nodes.Const), name
                groups.add(call.args[0].value)
    for name in THEME:
        source = (template_folder() / name).read_text(encoding="utf-8")
        keys |= set(re.findall(r"""nextcall_label\([^)]*?"([a-z_.]+)\"""", source))
        keys |= set(re.findall(r"""nextcall_label\([^)]*? else "([a-z_.]+)\"""", source))
    return keys, groups


def used_by_code() -> tuple[set[str], set[str]]:
    """Keys that code names, and groups of which it names a member at run time."""
    found: set[str] = set()
    groups: set[str] = set()
    package = Path(site.__file__).parents[1]
    for path in (
        path for room in ("render", "views", "export", "mkdocs_plugin", "cli") for path in package.glob(f"{room}/*.py")
    ):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("label", "say")):
                named = ".".join(arg.value for arg in call.args if isinstance(arg, ast.Constant))
                (found if all(isinstance(arg, ast.Constant) for arg in call.args) else groups).add(named)
    return found, groups - {""}


def spoken_by(source: str, made: Environment) -> str:
    """What a template shows or says that is neither markup nor printed by an expression."""
    tokens = list(made.lex(source))
    written = "".join(text if kind == "data" else "" for _, kind, text in tokens)
    marked = "".join(text if kind == "data" else "{}" for _, kind, text in tokens)
    said = SPOKEN.findall(NO_SPEECH.sub("", marked))
    return " ".join([*said, *re.findall(r"[^\W\d_]+", NO_WORDS.sub("", written))])


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_no_words_of_its_own(name: str) -> None:
    assert spoken_by((template_folder() / name).read_text(encoding="utf-8"), environment()) == ""


@pytest.mark.parametrize("name", THEME)
def test_an_override_of_the_theme_holds_no_words_of_its_own(name: str) -> None:
    source = (template_folder() / name).read_text(encoding="utf-8")
    assert spoken_by(source, Environment()) == ""  # noqa: S701 (only cut into pieces)


def test_words_outside_the_catalogue_would_be_noticed() -> None:
    assert spoken_by('<p title="Here">{{ t("x") }} and <b>there</b></p>', environment()) != ""
    assert spoken_by("<style>.a { color: red }</style>{{ words }}<i>{% if x %}7{% endif %}</i>", environment()) == ""


def test_every_entry_of_the_catalogue_is_used() -> None:
    keys, groups = used_by_templates()
    of_code, groups_of_code = used_by_code()
    literal, groups = keys | of_code | groups_of_code, groups | groups_of_code
    listed = {key for page in PAGES for key in (page.title, page.intro, page.navigation, page.teaser) if key}
    unused = [
        key
        for key in words()
        if key not in literal | listed | {"common.comma"} and not any(key.startswith(f"{group}.") for group in groups)
    ]
    assert unused == []


def test_every_key_that_is_named_stands_in_the_catalogue() -> None:
    keys, _ = used_by_templates()
    assert keys <= set(words())


@pytest.mark.parametrize("group", ENUMERATED)
def test_every_member_of_an_enumeration_has_words(group: str) -> None:
    found = {key.removeprefix(f"{group}.") for key in words() if key.startswith(f"{group}.")}
    assert found == {member.value for member in ENUMERATED[group]}


def test_every_reason_that_blocks_an_activity_has_words_and_every_word_a_reason() -> None:
    source = ast.parse(Path(checklist.__file__).read_text(encoding="utf-8"))
    named = {
        call.args[0].value
        for call in ast.walk(source)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in ("Reason", "_after")
        and isinstance(call.args[0], ast.Constant)
    }
    named |= {f"{kind}_{whose}" for kind in ("wait", "work") for whose in ("theirs", "ours", "both")}
    named |= {Blocker.ROLE.value, Blocker.NOT_WITH.value}  # a reason by the name of what blocks
    assert {f"blocker.{key}" for key in named} == {key for key in words() if key.startswith("blocker.")}
    assert len(Blocker) == 10  # what was dropped, no page of a stage knows: that of a deal says it


def test_the_words_for_fields_are_of_fields_that_there_are() -> None:
    named = {key.removeprefix("diff.field.") for key in words() if key.startswith("diff.field.")}
    of_schemas = {name for kind in Kind for name in re.findall(r'"(\w+)": \{', json.dumps(bundled(kind)))}
    assert named <= of_schemas


def test_a_key_that_the_catalogue_lacks_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"no words for 'stage\.nonsense'"):
        words().plain("stage.nonsense", {})


def test_a_value_without_a_place_is_an_error() -> None:
    with pytest.raises(LookupError, match="no place for surplus"):
        words().plain("common.notes", {"surplus": "x"})


def test_a_form_may_do_without_a_value_that_the_other_shows() -> None:
    catalogue = Words({"common": {"comma": ", "}, "n": {"one": "the only one", "other": "all {all}"}})
    assert catalogue.plain("n", {"n": 1, "all": 1}) == "the only one"
    assert catalogue.plain("n", {"n": 2, "all": 2}) == "all 2"


def test_every_counted_phrase_takes_the_values_of_both_its_forms_whichever_is_taken() -> None:
    ours = words()
    for key in ours:
        values = dict.fromkeys(ours.places(key), 1)
        for number in (0, 1, 2):
            assert ours.plain(key, values | {"n": number}), key


def test_one_and_many_have_their_own_words_and_values_lose_their_markdown() -> None:
    catalogue = Words({"common": {"comma": ", "}, "n": {"one": "one *{what}*", "other": "{n} {what}"}})
    assert catalogue.plain("n", {"n": 1, "what": Text("**call**")}) == "one call"
    assert catalogue.plain("n", {"n": 3, "what": "calls"}) == "3 calls"
