"""The most progress per call: pure functions of the model, which know nothing of pages or YAML."""

from nextcall.compress.next_call import next_call
from nextcall.compress.results import Blocker, LeftOut, NextCall, PlannedActivity

__all__ = ["Blocker", "LeftOut", "NextCall", "PlannedActivity", "next_call"]
