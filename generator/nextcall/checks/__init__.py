"""Findings about a playbook: pure functions of the model, one rule a file."""

from nextcall.checks.registry import RULES
from nextcall.checks.rule import Finding, GoneId, Rule, Subject
from nextcall.checks.runner import guards_integrity, run

__all__ = ["RULES", "Finding", "GoneId", "Rule", "Subject", "guards_integrity", "run"]
