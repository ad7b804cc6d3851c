"""All rules, in the order in which they are listed. A rule that isn't named here doesn't exist."""

from __future__ import annotations

from importlib import import_module

from nextcall.checks.rule import Rule

_MODULES = (
    "unknown_reference",
    "duplicate_id",
    "dependency_cycle",
    "impossible_requirement",
    "contradictory_roles",
    "activity_too_long",
    "forbidden_link",
    "unknown_rule",
    "fixed_rule",
    "unclaimed_file",
    "text_cut_by_comment",
    "text_cut_by_comma",
    "text_changed_by_backslash",
    "broken_link",
    "page_collision",
    "seller_only_exit",
    "stage_without_exit",
    "criterion_without_evidence",
    "criterion_never_satisfied",
    "gate_without_activity",
    "activity_without_effect",
    "vague_wording",
    "placeholder_text",
    "stage_unaligned",
    "buying_stage_unserved",
    "alignment_crosses",
    "no_customer_value",
    "nothing_to_do",
    "no_key_activity",
    "too_many_key",
    "no_advance",
    "no_fallback",
    "follow_up_only_call",
    "too_many_questions",
    "activity_without_minutes",
    "assumed_order",
    "later_requires",
    "wait_without_days",
    "maximum_below_usual",
    "attendees_over_cap",
    "no_terminal_stage",
    "probability_not_increasing",
    "crm_duplicate_stage",
    "target_over_stall",
    "target_unreal",
    "repeated_item",
    "unused_role",
    "unused_asset",
    "unused_term",
    "stale_review",
    "stale_results",
    "results_of_nothing",
    "id_gone",
    "non_descriptive_link",
    "unused_allow",
)

RULES: tuple[Rule, ...] = tuple(Rule.of(import_module(f"nextcall.checks.rules.{name}")) for name in _MODULES)

LAST = RULES[-1]
"""The one rule that looks at the findings of all others."""
