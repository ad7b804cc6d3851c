"""All rules, in the order in which they are listed. A rule that isn't named here doesn't exist."""

from __future__ import annotations

from nextcall.checks.rule import Rule
from nextcall.checks.rules import (
    activity_too_long,
    broken_link,
    dependency_cycle,
    duplicate_id,
    fixed_rule,
    forbidden_link,
    impossible_requirement,
    page_collision,
    text_cut_by_comment,
    unclaimed_file,
    unknown_reference,
    unknown_rule,
    unused_allow,
)

RULES: tuple[Rule, ...] = tuple(
    Rule.of(module)
    for module in (
        unknown_reference,
        duplicate_id,
        dependency_cycle,
        impossible_requirement,
        activity_too_long,
        forbidden_link,
        unknown_rule,
        fixed_rule,
        unclaimed_file,
        text_cut_by_comment,
        broken_link,
        page_collision,
        unused_allow,
    )
)

LAST = RULES[-1]
"""The one rule that looks at the findings of all others."""
