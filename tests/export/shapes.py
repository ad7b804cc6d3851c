"""The shapes that the contract promises for `plan` and `compress`, as closed JSON Schemas: a key more is a mistake."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]


def _object(**fields: Schema) -> Schema:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(*values: str) -> Schema:
    return {"enum": list(values)}


_VERSION: Schema = {"const": 1}
_TEXT: Schema = {"type": "string"}
_BOOL: Schema = {"type": "boolean"}
_ID: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
_IDS = _list(_ID)
_ACTIVITY: Schema = {"type": "string", "pattern": "^([a-z0-9-]+|criterion:[a-z0-9-]+(/[1-9][0-9]*)?)$"}
_ACTIVITIES = _list(_ACTIVITY)
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_POSITIVE: Schema = {"type": "integer", "minimum": 1}
_FIGURES = {
    "baseline": _or_null(_POSITIVE),
    "one_by_one": _or_null(_NUMBER),
    "in_order": _or_null(_NUMBER),
    "compressed": _or_null(_NUMBER),
}
_KNOWN = {
    "lower_bound": _or_null(_NUMBER),
    "status": _one_of("optimal", "within", "assumed", "heuristic", "infeasible"),
}

_PROCESS = _object(
    version=_VERSION,
    process=_ID,
    in_call_activities=_NUMBER,
    between_calls_activities=_NUMBER,
    not_counted=_IDS,
    assumptions=_object(
        minutes=_POSITIVE,
        usable_minutes={"type": "integer"},
        max_activities=_or_null(_POSITIVE),
        max_buyer_roles=_or_null(_POSITIVE),
        days_between_calls=_NUMBER,
        activities_without_minutes=_NUMBER,
        activities_without_requires=_NUMBER,
        activities_implied=_NUMBER,
        unmarked_stages=_IDS,
    ),
    silent_stages=_IDS,
    today=_or_null(_object(needed=_NUMBER, listed_order=_NUMBER, not_named=_NUMBER)),
    calls=_object(**_FIGURES, **_KNOWN),
    days=_object(**_FIGURES, worst=_or_null(_NUMBER), **_KNOWN),
    alternatives=_list(_object(calls=_POSITIVE, days=_NUMBER)),
    plan=_list(
        _object(
            call=_POSITIVE, day=_NUMBER, minutes=_POSITIVE, buyer_roles=_IDS, seller_roles=_IDS, activities=_ACTIVITIES
        )
    ),
    between=_list(_object(activity=_ID, start_day=_NUMBER, end_day=_NUMBER)),
    bound_by=_list(
        _object(
            kind=_one_of("wait", "minutes", "roles", "not_with", "own_call", "precedence"),
            activities=_ACTIVITIES,
            days=_or_null(_POSITIVE),
            message=_TEXT,
        )
    ),
)
_FIGURE = ("baseline", "one_by_one", "in_order", "compressed", "lower_bound")
_NONE: Schema = {"type": "null"}

COMPRESSION: Schema = {
    **_PROCESS,
    "properties": {**_PROCESS["properties"], "message": _TEXT},
    "if": {"properties": {"calls": {"properties": {"status": {"const": "infeasible"}}}}},
    "then": {
        "required": ["message"],
        "properties": {
            "calls": {"properties": dict.fromkeys(_FIGURE, _NONE)},
            "days": {"properties": {**dict.fromkeys((*_FIGURE, "worst"), _NONE), "status": {"const": "infeasible"}}},
            "plan": {"maxItems": 0},
        },
    },
    "else": {
        "properties": {"message": False, "calls": {"properties": {"compressed": _NUMBER, "lower_bound": _NUMBER}}}
    },
}
"""`compress PROCESS --format json`. Without a schedule the figures are null, and a message says why."""

COMPRESSIONS = _object(version=_VERSION, processes=_list(COMPRESSION))
"""`compress --format json`."""

_CONTRACT = _object(
    time=_or_null(_TEXT), agenda=_or_null(_TEXT), their_questions=_or_null(_TEXT), outcome=_or_null(_TEXT)
)
_VERIFIED_BY = _one_of("customer_action", "customer_statement", "customer_document", "seller_assertion")

PLAN = _object(
    version=_VERSION,
    process=_ID,
    stage=_ID,
    minutes=_object(
        available=_POSITIVE,
        opening=_NUMBER,
        follow_ups=_NUMBER,
        closing=_NUMBER,
        planned=_NUMBER,
        enough=_or_null(_POSITIVE),
    ),
    attendees=_object(
        buyer_roles=_IDS,
        seller_roles=_IDS,
        bring=_IDS,
        needed=_list({**_object(role=_ID, to=_NUMBER), "properties": {"role": _ID, "from": _NUMBER, "to": _NUMBER}}),
    ),
    instead_of_a_call=_IDS,
    activities=_list(
        _object(
            id=_ACTIVITY,
            stage=_ID,
            importance=_one_of("key", "supporting", "optional"),
            minutes=_POSITIVE,
            minutes_max=_POSITIVE,
            start=_NUMBER,
            leads=_or_null(_ID),
            pulled_forward=_BOOL,
            ahead_of_customer=_BOOL,
            go_on_only_if=_IDS,
            after_cut=_BOOL,
            implied=_BOOL,
        )
    ),
    left_out=_list(
        _object(
            id=_ACTIVITY,
            because=_one_of(
                "dropped",
                "requires",
                "needs",
                "between_calls",
                "role",
                "not_with",
                "own_call",
                "roles_cap",
                "activities_cap",
                "time",
            ),
            needs=_ACTIVITIES,
        )
    ),
    prepare=_IDS,
    unlocks=_list(
        {
            "oneOf": [
                _object(change=_one_of("invite"), role=_ID, gain=_ACTIVITIES),
                _object(change=_one_of("minutes"), minutes=_POSITIVE, gain=_ACTIVITIES),
                _object(change=_one_of("send_ahead", "do_before"), activity=_ID, gain=_ACTIVITIES),
            ]
        }
    ),
    leads_to=_object(calls=_or_null(_NUMBER), best=_or_null(_NUMBER)),
    shorter_way=_or_null(_object(activities=_ACTIVITIES, invite=_IDS, calls=_NUMBER)),
    silent_stages=_IDS,
    earliest_day=_NUMBER,
    call_plan=_object(
        advance=_object(target=_list(_TEXT), stretch=_or_null(_TEXT), fallback=_or_null(_TEXT)),
        customer_value=_list(_TEXT),
        upfront_contract=_or_null(_CONTRACT),
        follow_ups=_list(_TEXT),
        questions=_list(_object(ask=_TEXT, listen_for=_or_null(_TEXT))),
        objections=_list(_object(they_say=_TEXT, respond=_or_null(_TEXT))),
        preparation=_object(ours=_list(_TEXT), theirs=_list(_TEXT)),
        evidence=_list(
            _object(
                id=_or_null(_ID),
                criterion=_TEXT,
                evidence=_or_null(_TEXT),
                verified_by=_or_null(_VERIFIED_BY),
                shown_by_the_customer=_BOOL,
            )
        ),
        due=_IDS,
        if_room_changes=_list(
            _object(
                missing=_or_null(_ID), minutes_left=_or_null(_POSITIVE), activities=_ACTIVITIES, postponed=_ACTIVITIES
            )
        ),
    ),
)
"""`plan PROCESS --format json`."""


def misfits(document: object, schema: Schema) -> list[str]:
    """Where a document doesn't have the shape, a line each."""
    return [f"{each.json_path}: {each.message[:200]}" for each in Draft202012Validator(schema).iter_errors(document)]
