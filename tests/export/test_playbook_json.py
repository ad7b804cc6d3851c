"""The playbook for programs keeps to its published schema, and says where everything stands."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from nextcall import addresses, export
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nextcall.model import Playbook

TESTS = Path(__file__).resolve().parents[1]
SOUND = sorted(path for path in TESTS.glob("cases/*/good/*/playbook") if (path / "playbook.yaml").is_file())
NASTY = (
    "<script>alert(1)</script>", "](javascript:alert(1))", "{{ x }}", "| pipes |", "un`balanced", "تقييم العرض",
    "評価の段階", "e\u0301 \u200f \u2028", "x" * 200, "**", "&lt;", "\U0001f600",
)  # fmt: skip


def closed(schema: Any) -> Any:  # noqa: ANN401 (any part of a schema)
    """The schema with every object closed, so that a field which it doesn't describe is found."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(each) for name, each in schema.items()}
    return made | {"additionalProperties": False} if isinstance(made.get("required"), list) else made


def shape(schema: Any, known: Any, way: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 (any part of a schema)
    """What stands where in a document, with ? where it may be missing; a criterion's alternatives aren't gone into."""
    choices = [
        known[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in schema.get("anyOf", [schema])
    ]
    kinds = {kind for each in choices for kind in _kinds(each)}
    yield way, " or ".join(sorted(kinds))
    for each in choices:
        for name, field in sorted(each.get("properties", {}).items()):
            below = f"{way}/{name}" + "?" * (name not in each["required"])
            if "/or" not in way:
                yield from shape(field, known, below)
        for inner in ("items", "additionalProperties"):
            if inner in each:
                yield from shape(each[inner], known, f"{way}/*")


def _kinds(schema: dict[str, Any]) -> set[str]:
    kinds = schema.get("type", [])
    values = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    return {
        *([kinds] if isinstance(kinds, str) else kinds),
        *("null" if each is None else str(each) for each in values),
    }


STRICT = Draft202012Validator(closed(export.schema()))


def exported(playbook: Playbook | None, *, directory_urls: bool = True) -> dict[str, Any]:
    assert playbook is not None
    files = export.files(playbook, lambda _: 7, directory_urls=directory_urls)
    found: dict[str, Any] = json.loads(files[addresses.PLAYBOOK_JSON])
    return found


def misfits(document: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in STRICT.iter_errors(document)]


def nasty(node: Any, depth: int = 0) -> Any:  # noqa: ANN401 (what YAML holds)
    """The data of a file with its texts made hard; ids, references and choices stay."""
    if isinstance(node, dict):
        texts = ("name", "criterion", "evidence", "ask", "definition", "stage", "advance", "purpose", "term", "means")
        return {
            key: NASTY[(depth + index) % len(NASTY)]
            if key in texts and isinstance(value, str) and not (key == "stage" and {"stays", "field"} & set(node))
            else nasty(value, depth + 1)
            for index, (key, value) in enumerate(node.items())
        }
    return [nasty(each, depth + index) for index, each in enumerate(node)] if isinstance(node, list) else node


def test_the_schema_is_sound_explains_every_field_and_asks_for_each() -> None:
    schema = export.schema()
    Draft202012Validator.check_schema(schema)
    objects = [schema, *schema["$defs"].values()]
    for each in objects:
        assert each["description"]
        for name, field in each.get("properties", {}).items():
            assert field.get("description"), name
    assert set(schema["required"]) == set(schema["properties"])


@pytest.mark.parametrize(
    "folder", [TESTS.parent / "playbook", TESTS / "render" / "playbook"], ids=["example", "every field"]
)
def test_a_playbook_keeps_to_the_schema_which_describes_all_that_is_written(folder: Path) -> None:
    document = exported(load(folder).playbook)
    assert misfits(document) == []
    assert document["version"] == export.VERSION


def test_within_a_version_no_field_goes_away_or_becomes_another(request: pytest.FixtureRequest) -> None:
    golden = request.path.parent / "golden" / "playbook-json-shape.txt"
    made = "".join(f"{way or 'document'}: {kind}\n" for way, kind in shape(export.schema(), export.schema()["$defs"]))
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_every_sound_playbook_of_the_rules_keeps_to_the_schema() -> None:
    assert len(SOUND) > 40
    for folder in SOUND:
        playbook = load(folder).playbook
        if playbook is not None:
            assert misfits(exported(playbook)) == [], folder


def test_hard_texts_arrive_as_data_and_the_document_keeps_to_the_schema(
    write_playbook: Callable[..., Path], example: Path
) -> None:
    files: dict[str, str | None] = {"sales/new.yaml": None, "buying/how.yaml": None}
    for path in sorted(example.rglob("*.yaml")):
        data = nasty(yaml.safe_load(path.read_text(encoding="utf-8")))
        files[path.relative_to(example).as_posix()] = json.dumps(data, default=str, ensure_ascii=False)
    loaded = load(write_playbook(files))
    playbook = loaded.playbook
    if playbook is None:
        pytest.fail(str(loaded.diagnostics[:3]))
    text = export.files(playbook, lambda _: 7)[addresses.PLAYBOOK_JSON].decode()
    assert "評価の段階" in text
    assert misfits(json.loads(text)) == []


def test_a_process_of_thirty_stages_and_one_of_a_single_empty_one_keep_to_the_schema(
    make_playbook: Callable[..., Playbook],
) -> None:
    many = ", ".join(f"{{id: s{number}}}" for number in range(30))
    assert misfits(exported(make_playbook(f"[{many}]"))) == []
    assert misfits(exported(make_playbook("[{id: only}]"))) == []


def test_an_activity_is_told_with_its_minutes_its_order_and_where_it_stands(
    make_playbook: Callable[..., Playbook],
) -> None:
    playbook = make_playbook(
        """
        - id: first
          exit_criteria: [{id: yes-said, verified_by: customer_statement}]
          activities:
            - {id: ask, importance: key, satisfies: [yes-said]}
            - {id: send, where: between_calls, requires: [ask], takes_days: 3}
        - id: second
          buying_stages: [see]
          activities:
            - {id: go-on, minutes: 12, needs: [yes-said]}
            - {id: sometimes, minutes: 5, minutes_max: 9, requires: [send], applies_when: it snows}
        """,
        buying="[{id: see}]",
    )
    (process,) = exported(playbook)["sales_processes"]
    ask, send = process["stages"][0]["activities"]
    go_on, sometimes = process["stages"][1]["activities"]
    assert (ask["minutes"], ask["minutes_max"], ask["minutes_stated"]) == (10, 13, False)
    assert (send["minutes"], send["takes_days"], send["takes_days_max"], ask["takes_days"]) == (None, 3, 3, None)
    assert send["comes_after"] == [{"activity": "ask", "because": "stated", "criterion": None}]
    assert go_on["comes_after"] == [
        {"activity": "ask", "because": "default", "criterion": None},
        {"activity": "ask", "because": "gate_in_call", "criterion": "yes-said"},
    ]
    assert (sometimes["counts"], go_on["counts"], sometimes["requires"], go_on["requires"]) == (
        False,
        True,
        ["send"],
        None,
    )
    assert go_on["buying_stages"] == ["see"]
    assert go_on["stage"] == "second"
    assert go_on["page"] == "sales/process/second/index.html#activity-go-on"
    assert go_on["source"] == {"path": "sales/process.yaml", "line": 7}


def test_stages_beside_each_other_are_told_of_both_whichever_says_so(make_playbook: Callable[..., Playbook]) -> None:
    playbook = make_playbook("[{id: a}, {id: b, alongside: [a, d]}, {id: c}, {id: d, alongside: [c]}]")
    (process,) = exported(playbook)["sales_processes"]
    beside = {stage["id"]: stage["alongside"] for stage in process["stages"]}
    assert beside == {"a": ["b"], "b": ["a", "d"], "c": ["d"], "d": ["b", "c"]}


def test_links_of_assets_lead_to_where_the_site_has_them() -> None:
    playbook = load(TESTS.parent / "playbook").playbook
    assert exported(playbook)["assets"]["trial-guide"]["url"] == "pages/how-we-run-a-trial/index.html"
    as_files = exported(playbook, directory_urls=False)
    assert as_files["assets"]["trial-guide"]["url"] == "pages/how-we-run-a-trial.html"
    assert as_files["assets"]["case-sheet"]["url"].startswith("https://")


def test_an_anchor_in_a_link_stays_wherever_it_leads(write_playbook: Callable[..., Path]) -> None:
    links = {
        "page": "guide/us.md#part",
        "home": "index.md#top",
        "stage": "sales/new/discover/index.md#activity-name-it",
    }
    assets = [{"id": name, "name": name, "url": url} for name, url in links.items()]
    assets.append({"id": "gone", "name": "gone", "url": "guide/gone.md#part"})
    root = write_playbook({"assets.yaml": json.dumps({"assets": assets}), "guide/us.md": "# Us\n\n## Part\n"})
    found = exported(load(root).playbook)["assets"]
    assert {name: asset["url"] for name, asset in found.items()} == {
        "page": "guide/us/index.html#part",
        "home": "index.html#top",
        "stage": "sales/new/discover/index.html#activity-name-it",
        "gone": None,
    }


def test_only_an_open_stage_has_a_call_plan_to_lead_to() -> None:
    (process, *_) = exported(load(TESTS.parent / "playbook").playbook)["sales_processes"]
    for stage in process["stages"]:
        expected = None if stage["closed"] else f"sales/{process['id']}/{stage['id']}/call-plan/index.html"
        assert stage["call_plan_page"] == expected


def test_stages_of_the_crm_are_found_by_what_their_address_is_made_of() -> None:
    document = exported(load(TESTS.parent / "playbook").playbook)
    assert document["crm"]["4-evaluation"] == {
        "page": "crm/4-evaluation/index.html",
        "stages": [{"process": "new-business", "stage": "prove"}],
    }
    assert document["sales_processes"][0]["stages"][3]["crm"]["page"] == "crm/4-evaluation/index.html"
