"""The schemas in `schema/`: they are well formed, explain every field, and admit what a team writes.

What a check finds in a playbook that follows its schema is tested elsewhere.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema_rs
import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from nextcall.load import load
from nextcall.views.example import example

Schema: TypeAlias = dict[str, Any]

SCHEMA_FOLDER = Path(__file__).resolve().parents[2] / "schema"
EVERY_FIELD = Path(__file__).resolve().parents[1] / "render" / "playbook"
SNIPPETS = Path(__file__).resolve().parent / "model_snippets"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS = ("playbook", "roles", "assets", "glossary", "buying-process", "sales-process", "results")
KIND_OF_SNIPPET = {
    "playbook.yaml": "playbook",
    "roles.yaml": "roles",
    "assets.yaml": "assets",
    "glossary.yaml": "glossary",
    "buying/operations-leader.yaml": "buying-process",
    "sales/new-business.yaml": "sales-process",
    "results/new-business.yaml": "results",
}

SCHEMAS: dict[str, Schema] = {
    path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SCHEMA_FOLDER.glob("*.schema.json"))
}
COMMON = "common.schema.json"
REGISTRY: Registry[Schema] = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items()
)
# The fast engine wants absolute addresses. Nothing is ever fetched from this one.
BASE = "memory://schema/"
FAST_REGISTRY = jsonschema_rs.Registry([(BASE + name, schema) for name, schema in SCHEMAS.items()])


class CoreLoader(yaml.SafeLoader):
    """Reads scalars as YAML 1.2 core does: `no`, `12:30` and dates are text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own attribute


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def read_yaml(text: str) -> Any:  # noqa: ANN401 - YAML can hold anything
    return yaml.load(text, Loader=CoreLoader)  # noqa: S506 - a subclass of the safe loader


def subschemas(node: Schema, pointer: str = "") -> list[tuple[str, Schema]]:
    """This schema and every schema inside it, each with its JSON pointer."""
    found = [(pointer, node)]
    for keyword in ("properties", "$defs"):
        for name, child in node.get(keyword, {}).items():
            found += subschemas(child, f"{pointer}/{keyword}/{name}")
    for keyword in ("items", "additionalProperties", "propertyNames", "not"):
        if isinstance(node.get(keyword), dict):
            found += subschemas(node[keyword], f"{pointer}/{keyword}")
    return found


def resolve_once(file: str, node: Schema) -> tuple[str, Schema]:
    """The schema that this node's reference leads to, and the file which that is in."""
    target, _, pointer = node["$ref"].partition("#")
    found: Any = SCHEMAS[target or file]
    for part in pointer.split("/")[1:]:
        found = found[part]
    return target or file, found


def resolve(file: str, node: Schema) -> tuple[str, Schema]:
    """The schema that this node stands for once its references are followed, and the file which that is in."""
    while "$ref" in node:
        file, node = resolve_once(file, node)
    return file, node


def errors(file: str, pointer: str, value: object) -> list[str]:
    """Where this value breaks the schema at this place, as JSON pointers; both engines have to agree."""
    slow = Draft202012Validator({"$ref": f"{file}#{pointer}"}, registry=REGISTRY)
    fast = jsonschema_rs.Draft202012Validator({"$ref": f"{BASE}{file}#{pointer}"}, registry=FAST_REGISTRY)
    by_slow = sorted({"".join(f"/{part}" for part in error.absolute_path) for error in slow.iter_errors(value)})
    by_fast = sorted({"".join(f"/{part}" for part in error.instance_path) for error in fast.iter_errors(value)})
    assert by_slow == by_fast
    return by_slow


NODES = [(name, pointer, node) for name, schema in SCHEMAS.items() for pointer, node in subschemas(schema)]
FIELDS = [entry for entry in NODES if re.search(r"/properties/[^/]+$", entry[1])]
OBJECTS = [entry for entry in NODES if entry[2].get("type") == "object"]
REFERENCES = [entry for entry in NODES if "$ref" in entry[2]]
DEFAULTS = [entry for entry in NODES if "default" in entry[2]]
ENUMS = [entry for entry in NODES if "enum" in entry[2] and not entry[1].endswith("/not")]
EXAMPLES = [(name, pointer, example) for name, pointer, node in NODES for example in node.get("examples", [])]
LIST_OBJECTS = sorted(
    {
        (file, target["title"])
        for name, _, node in NODES
        if "items" in node
        for file, target in [resolve(name, node["items"])]
        if target.get("type") == "object"
    }
)


def places(entries: list[Any]) -> list[str]:
    return [f"{entry[0].removesuffix('.schema.json')}{entry[1]}" for entry in entries]


def nodes(entries: list[tuple[str, str, Schema]]) -> list[Schema]:
    return [node for _, _, node in entries]


# -- the files ---------------------------------------------------------------------------------------------------------


def test_there_is_one_schema_for_each_kind_of_file_and_one_for_what_they_share() -> None:
    assert set(SCHEMAS) == {f"{kind}.schema.json" for kind in KINDS} | {COMMON}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_against_the_meta_schema_of_its_draft(name: str) -> None:
    assert SCHEMAS[name]["$schema"] == DIALECT
    Draft202012Validator.check_schema(SCHEMAS[name])
    jsonschema_rs.meta.validate(SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_file_has_two_spaces_literal_characters_and_a_final_newline(name: str) -> None:
    text = (SCHEMA_FOLDER / name).read_bytes().decode("utf-8")
    assert text == json.dumps(SCHEMAS[name], indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_a_title_and_a_description(name: str) -> None:
    assert SCHEMAS[name]["title"]
    assert SCHEMAS[name]["description"]


def test_a_definition_of_one_file_never_shares_its_name_with_a_common_one() -> None:
    common = set(SCHEMAS[COMMON]["$defs"])
    for name, schema in SCHEMAS.items():
        assert name == COMMON or not common & set(schema.get("$defs", {}))


# -- the form of each schema -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", nodes(NODES), ids=places(NODES))
def test_a_schema_has_one_plain_shape_and_no_address_of_its_own(node: Schema) -> None:
    known = {
        *("$schema", "$comment", "$defs", "$ref", "title", "description", "type", "required"),
        *("properties", "additionalProperties", "propertyNames", "items", "uniqueItems", "minItems", "enum", "not"),
        *("enumDescriptions", "pattern", "patternErrorMessage", "minimum", "maximum", "default", "examples"),
        *("defaultSnippets", "x-text", "x-audience"),
    }
    assert set(node) <= known


@pytest.mark.parametrize(("name", "pointer", "node"), REFERENCES, ids=places(REFERENCES))
def test_a_reference_is_relative_and_leads_somewhere(name: str, pointer: str, node: Schema) -> None:
    assert re.fullmatch(r"(common\.schema\.json)?#/\$defs/[a-zA-Z]+", node["$ref"]), pointer
    _, target = resolve(name, node)
    assert "type" in target


def test_every_shared_or_local_definition_is_used() -> None:
    used = {(node["$ref"].partition("#")[0] or name, node["$ref"].partition("#")[2]) for name, _, node in REFERENCES}
    assert used == {(name, f"/$defs/{key}") for name, schema in SCHEMAS.items() for key in schema.get("$defs", {})}


@pytest.mark.parametrize(("name", "pointer", "node"), OBJECTS, ids=places(OBJECTS))
def test_an_object_has_a_title_and_is_closed(name: str, pointer: str, node: Schema) -> None:
    assert node["title"]
    if (name, pointer) == ("playbook.schema.json", "/properties/rules"):  # a map: its keys are the rules' ids
        assert node["propertyNames"] == {"$ref": f"{COMMON}#/$defs/id"}
        assert "enum" in resolve(name, node["additionalProperties"])[1]
    else:
        assert node["additionalProperties"] is False
        assert set(node.get("required", [])) <= set(node["properties"])


@pytest.mark.parametrize("node", nodes(ENUMS), ids=places(ENUMS))
def test_an_enum_describes_each_of_its_values(node: Schema) -> None:
    assert len(node["enumDescriptions"]) == len(node["enum"]) == len(set(node["enum"]))
    assert all(isinstance(text, str) and text.endswith(".") for text in node["enumDescriptions"])


def test_a_text_says_whether_it_is_one_run_or_whole_blocks_and_takes_any_scalar() -> None:
    shared = SCHEMAS[COMMON]["$defs"]
    assert (shared["text"]["x-text"], shared["blocks"]["x-text"]) == ("inline", "blocks")
    for key in ("text", "blocks"):
        for value in ("Advance", "no", 2026.1, 0, 0.5, True, False):
            assert errors(COMMON, f"/$defs/{key}", value) == []
        blanks_and_shapes: tuple[object, ...] = ("", " \n\t", None, [], {})
        for wrong in blanks_and_shapes:
            assert errors(COMMON, f"/$defs/{key}", wrong) == [""]


# -- what an editor shows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", nodes(FIELDS), ids=places(FIELDS))
def test_a_field_is_described_for_people_and_says_who_may_see_it(node: Schema) -> None:
    assert re.fullmatch(r"[A-Z“][^\n]+[.!?]", node["description"])
    assert node["x-audience"] in {"customer", "team"}
    assert node["examples"]


@pytest.mark.parametrize(("name", "pointer", "node"), FIELDS, ids=places(FIELDS))
def test_the_example_that_people_see_of_a_field_can_be_copied_into_a_file(
    name: str, pointer: str, node: Schema
) -> None:
    field = pointer.rpartition("/")[2]
    shown = read_yaml(example(field, node["examples"][0]))
    assert list(shown) == [field]
    assert errors(name, pointer, shown[field]) == []


@pytest.mark.parametrize(("name", "pointer", "example"), EXAMPLES, ids=places(EXAMPLES))
def test_an_example_is_valid_where_it_stands(name: str, pointer: str, example: object) -> None:
    assert errors(name, pointer, example) == []


@pytest.mark.parametrize(("name", "pointer", "node"), DEFAULTS, ids=places(DEFAULTS))
def test_a_default_is_valid_where_it_stands(name: str, pointer: str, node: Schema) -> None:
    assert errors(name, pointer, node["default"]) == []


@pytest.mark.parametrize(("name", "title"), LIST_OBJECTS)
def test_an_object_in_a_list_offers_a_snippet_with_an_object_body_that_is_valid(name: str, title: str) -> None:
    # Snippets whose body is a list insert broken YAML.
    ((pointer, node),) = [(at, found) for at, found in subschemas(SCHEMAS[name]) if found.get("title") == title]
    for snippet in node["defaultSnippets"]:
        assert set(snippet) == {"label", "description", "body"}
        assert isinstance(snippet["body"], dict)
        inserted = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", json.dumps(snippet["body"]))
        assert "$" not in inserted
        assert errors(name, pointer, json.loads(inserted)) == []
        typed = "\n".join(f"{key}: {value}" for key, value in json.loads(inserted).items())
        assert read_yaml(typed) == json.loads(inserted)


def test_only_objects_that_stand_in_lists_offer_snippets() -> None:
    offering = {(name, node["title"]) for name, _, node in NODES if "defaultSnippets" in node}
    assert offering == set(LIST_OBJECTS)


def test_what_a_field_refers_to_leaves_the_description_to_the_field() -> None:
    # Editors show the description and the examples of the target of a reference in place of the field's own.
    for name, _, node in FIELDS:
        while "$ref" in node:
            name, node = resolve_once(name, node)  # noqa: PLW2901 - follows the chain
            assert not {"description", "examples", "x-audience"} & set(node)


# -- who may see what --------------------------------------------------------------------------------------------------


def shown_to_customers(file: str, node: Schema) -> set[str]:
    """The fields, written `Title.field`, that a customer can get to see through fields that they may see."""
    file, node = resolve(file, node)
    if "items" in node:
        return shown_to_customers(file, node["items"])
    found: set[str] = set()
    for name, field in node.get("properties", {}).items():
        if field["x-audience"] == "customer":
            found |= {f"{node['title']}.{name}"} | shown_to_customers(file, field)
    return found


SHOWN = set().union(*(shown_to_customers(f"{kind}.schema.json", SCHEMAS[f"{kind}.schema.json"]) for kind in KINDS))


def test_titles_tell_objects_apart() -> None:
    titles = [node["title"] for _, _, node in OBJECTS]
    assert len(titles) == len(set(titles))


def test_a_field_for_customers_stands_only_inside_fields_for_customers() -> None:
    meant = {
        f"{node['title']}.{name}"
        for _, _, node in OBJECTS
        for name, field in node.get("properties", {}).items()
        if field["x-audience"] == "customer"
    }
    assert meant == SHOWN


def test_what_a_team_keeps_to_itself_is_never_shown_to_customers() -> None:
    inner = {
        *(
            "notes",
            "allow",
            "objections",
            "drifts_when",
            "disqualify_when",
            "step_back",
            "stretch",
            "fallback",
            "fears",
        ),
        *("cares_about", "reach_them_by", "listen_for", "ours", "crm", "qualification", "elements", "lost_reasons"),
        *("stalls_when", "baseline", "how", "own_call_because", "max_buyer_roles", "aim_activities", "evidence"),
    }
    assert not {field for field in SHOWN if field.partition(".")[2] in inner}


# -- what a team writes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "kind"), KIND_OF_SNIPPET.items())
def test_the_snippets_of_the_model_are_valid(file: str, kind: str) -> None:
    assert errors(f"{kind}.schema.json", "", read_yaml((SNIPPETS / file).read_text(encoding="utf-8"))) == []


def test_every_snippet_of_the_model_is_of_a_known_kind() -> None:
    assert {path.relative_to(SNIPPETS).as_posix() for path in SNIPPETS.rglob("*.*")} == set(KIND_OF_SNIPPET)


def unshown(file: str, node: Schema, values: list[Any]) -> set[str]:
    """The fields, written `Title.field`, that occur in none of these values, nor in what they contain."""
    file, node = resolve(file, node)
    if "items" in node:
        return unshown(file, node["items"], [item for value in values for item in value])
    missing: set[str] = set()
    for name, field in node.get("properties", {}).items():
        inside = [value[name] for value in values if name in value]
        missing |= unshown(file, field, inside) if inside else {f"{node['title']}.{name}"}
    return missing


def test_beyond_the_snippets_of_the_model_the_schemas_admit_only_what_its_text_promises() -> None:
    missing: set[str] = set()
    for file, kind in KIND_OF_SNIPPET.items():
        name = f"{kind}.schema.json"
        missing |= unshown(name, SCHEMAS[name], [read_yaml((SNIPPETS / file).read_text(encoding="utf-8"))])
    everywhere = {field for field in missing if field.endswith((".notes", ".allow"))}
    of_shared_shapes = {  # they occur where the same shape stands elsewhere
        field for field in missing - everywhere if field.partition(".")[0] in {"Criterion", "Question", "Call settings"}
    }
    assert missing - everywhere - of_shared_shapes == {
        "Activity.elements",
        "Activity.formerly",
        "Alternative.applies_when",
        "Alternative.elements",
        "Asset.formerly",
        "Buyer role.formerly",
        "Buying process.formerly",
        "Buying stage.formerly",
        "Lost reason.formerly",
        "Partner role.formerly",
        "Qualification element.formerly",
        "Quality of the record.calls_unmatched",
        "Quality of the record.rows_deleted",
        "Quality of the record.rows_unreadable",
        "Quarter of entry.kept",
        "Quarter of winning.kept",
        "Suggested change.activity",
        "Sales process.formerly",
        "Seller role.formerly",
        "Stage.formerly",
    }
    assert {field.partition(".")[0] for field in everywhere} == {
        *("Playbook", "Roles", "Buyer role", "Seller role", "Partner role", "Assets", "Asset", "Glossary", "Term"),
        *(
            "Buying process",
            "Buying stage",
            "Sales process",
            "Qualification element",
            "Lost reason",
            "Stage",
            "Activity",
        ),
        *("Criterion", "Alternative", "Question", "Call plan", "Results"),
    }


def used(file: str, node: Schema, values: list[Any]) -> set[str]:
    """The fields, written `Title.field`, that occur in these values and in what they contain."""
    file, node = resolve(file, node)
    if "items" in node:
        return used(file, node["items"], [item for value in values for item in value])
    found: set[str] = set()
    for name, field in node.get("properties", {}).items():
        inside = [value[name] for value in values if name in value]
        if inside:
            found |= {f"{node['title']}.{name}"} | used(file, field, inside)
    return found


def test_the_playbook_that_uses_every_field_does() -> None:
    found: set[str] = set()
    for path, document in load(EVERY_FIELD).documents.items():
        folder, _, name = path.removesuffix(".yaml").rpartition("/")
        kind = {"buying": "buying-process", "sales": "sales-process", "results": "results"}.get(folder, name)
        found |= used(f"{kind}.schema.json", SCHEMAS[f"{kind}.schema.json"], [document.data])
    assert {f"{node['title']}.{field}" for node in nodes(OBJECTS) for field in node.get("properties", {})} == found


def stage(fields: str) -> str:
    """A sales process whose only stage has these fields too."""
    return "name: n\nstages: [{id: prove, name: Prove, " + fields + "}]"


def activity(fields: str) -> str:
    """A sales process whose only activity has these fields too."""
    return stage("activities: [{id: a, name: A, where: in_call, " + fields + "}]")


ADMITTED = {
    "ten lines are a start": ("sales-process", "name: n\nstages: [{id: prove, name: Prove}]"),
    "empty lists equal absent ones": ("sales-process", activity("requires: [], needs: [], questions: [], steps: []")),
    "a file of roles with nothing in it yet": ("roles", "{}"),
    "an id of digits in quotes": ("glossary", 'terms: []\nallow: [{rule: "2026", because: x}]'),
    "results of a first quarter": ("results", "as_of: 2026-09-30\nperiods: [{period: 2026-Q3, won: 12}]"),
    "an asset in a file with a space in its name": (
        "assets",
        "assets: [{id: a, name: A, url: ../forms/Trial charter.docx}]",
    ),
    "a call without follow-ups": ("playbook", "title: t\ncall: {follow_up_minutes: 0, days_between_calls: 0}"),
    "a rule that is off": ("playbook", "title: t\nrules: {stale-review: off}"),
    "text that looks like something else": ("playbook", "title: 2026.10\nowner: no\nprinciples: [12:30, 010, true]"),
    "a length at either end": (
        "sales-process",
        activity("minutes: 1, minutes_max: 480, takes_days: 0, takes_days_max: 3650"),
    ),
}
REJECTED = {
    "a playbook without a title": ("playbook", "owner: o", ""),
    "a field nobody knows": ("playbook", "title: t\ntitel: t", ""),
    "a rule level nobody knows": ("playbook", "title: t\nrules: {stale-review: loud}", "/rules/stale-review"),
    "a rule id in capitals": ("playbook", "title: t\nrules: {Stale: off}", "/rules"),
    "a call of no minutes": ("playbook", "title: t\ncall: {minutes: 0}", "/call/minutes"),
    "a call longer than a day's work": ("playbook", "title: t\ncall: {minutes: 481}", "/call/minutes"),
    "an aim of no activities": ("playbook", "title: t\ncall: {aim_activities: 0}", "/call/aim_activities"),
    "minutes in words": ("playbook", "title: t\ncall: {minutes: 45 min}", "/call/minutes"),
    "half a minute": ("playbook", "title: t\ncall: {minutes: 0.5}", "/call/minutes"),
    "too many days": ("playbook", "title: t\nreview_days: 3651", "/review_days"),
    "a link that runs a script": ("playbook", "title: t\nfeedback: javascript:alert(1)", "/feedback"),
    "a path from the root": ("playbook", "title: t\nfeedback: /mail", "/feedback"),
    "an address without its scheme": ("playbook", "title: t\nfeedback: //example.com/x", "/feedback"),
    "a path of Windows": ("playbook", "title: t\nfeedback: forms\\mail.docx", "/feedback"),
    "a role without an id": ("roles", "buyer_roles: [{name: CFO}]", "/buyer_roles/0"),
    "a seller who has fears": ("roles", "seller_roles: [{id: ae, name: AE, fears: [x]}]", "/seller_roles/0"),
    "a kind of asset nobody knows": ("assets", "assets: [{id: a, name: A, kind: film}]", "/assets/0/kind"),
    "a term that means nothing": ("glossary", "terms: [{term: Advance}]", "/terms/0"),
    "an acceptance without a reason": ("glossary", "allow: [{rule: vague-wording}]", "/allow/0"),
    "a buying process without stages": ("buying-process", "name: n\nstages: []", "/stages"),
    "a job nobody knows": ("buying-process", "name: n\nstages: [{id: a, name: A, jobs: [buy]}]", "/stages/0/jobs/0"),
    "a buying stage with a reserved id": ("buying-process", "name: n\nstages: [{id: review, name: R}]", "/stages/0/id"),
    "a sales process without stages": ("sales-process", "name: n\nstages: []", "/stages"),
    "a sales process without a name": ("sales-process", "stages: [{id: prove, name: Prove}]", ""),
    "a stage with a reserved id": ("sales-process", "name: n\nstages: [{id: call-plan, name: C}]", "/stages/0/id"),
    "a stage that once had a reserved id": ("sales-process", stage("formerly: [plan]"), "/stages/0/formerly/0"),
    "an id that is a number": ("sales-process", "name: n\nstages: [{id: 2026, name: C}]", "/stages/0/id"),
    "an id with a capital": ("sales-process", "name: n\nstages: [{id: Prove, name: C}]", "/stages/0/id"),
    "an id with two hyphens in a row": ("sales-process", "name: n\nstages: [{id: a--b, name: C}]", "/stages/0/id"),
    "a date that is no day": (
        "sales-process",
        "name: n\nreviewed: 2026-13-01\nstages: [{id: a, name: A}]",
        "/reviewed",
    ),
    "a date the other way round": (
        "sales-process",
        "name: n\nreviewed: 12.10.2026\nstages: [{id: a, name: A}]",
        "/reviewed",
    ),
    "an end nobody knows": ("sales-process", stage("closed: maybe"), "/stages/0/closed"),
    "a probability above certainty": ("sales-process", stage("crm: {probability: 101}"), "/stages/0/crm/probability"),
    "a forecast nobody knows": ("sales-process", stage("crm: {forecast: upside}"), "/stages/0/crm/forecast"),
    "yes for true": ("sales-process", stage("optional: yes"), "/stages/0/optional"),
    "one sign where a list belongs": ("sales-process", stage("drifts_when: They are silent"), "/stages/0/drifts_when"),
    "a step back to nowhere": ("sales-process", stage("step_back: [{when: x}]"), "/stages/0/step_back/0"),
    "a criterion that is a mere sentence": ("sales-process", stage("exit_criteria: [x]"), "/stages/0/exit_criteria/0"),
    "an alternative with alternatives": (
        "sales-process",
        stage("exit_criteria: [{criterion: x, or: [{criterion: y, or: [{criterion: z}]}]}]"),
        "/stages/0/exit_criteria/0/or/0",
    ),
    "an activity that says not where": (
        "sales-process",
        stage("activities: [{id: a, name: A}]"),
        "/stages/0/activities/0",
    ),
    "results of no day": ("results", "source: CRM", ""),
    "a quarter that no year has": (
        "results",
        "as_of: 2026-09-30\nperiods: [{period: 2026-Q5, won: 12}]",
        "/periods/0/period",
    ),
    "a share of more than all": (
        "results",
        "as_of: 2026-09-30\nmoves: {of: 40, back: 101}",
        "/moves/back",
    ),
    "a figure without its interval": (
        "results",
        "as_of: 2026-09-30\nperiods: [{period: 2026-Q2, won: 24, days: {median: 98}}]",
        "/periods/0/days",
    ),
    "blank text": ("sales-process", activity('purpose: " "'), "/stages/0/activities/0/purpose"),
    "a prerequisite named twice": ("sales-process", activity("requires: [b, b]"), "/stages/0/activities/0/requires"),
    "days before today": ("sales-process", activity("takes_days: -1"), "/stages/0/activities/0/takes_days"),
    "a question that asks nothing": (
        "sales-process",
        activity("questions: [{id: q}]"),
        "/stages/0/activities/0/questions/0",
    ),
}


@pytest.mark.parametrize(("kind", "text"), ADMITTED.values(), ids=list(ADMITTED))
def test_what_a_team_may_write_is_admitted(kind: str, text: str) -> None:
    assert errors(f"{kind}.schema.json", "", read_yaml(text)) == []


@pytest.mark.parametrize(("kind", "text", "pointer"), REJECTED.values(), ids=list(REJECTED))
def test_a_mistake_is_rejected_where_it_stands(kind: str, text: str, pointer: str) -> None:
    assert errors(f"{kind}.schema.json", "", read_yaml(text)) == [pointer]
