"""The most progress per call: pure functions of the model, which know nothing of pages or YAML."""

from nextcall.compress.deal import Deal
from nextcall.compress.next_call import next_call
from nextcall.compress.report import (
    Alternative,
    BetweenCalls,
    Bound,
    BoundKind,
    CompressionReport,
    Figures,
    HeldCall,
    Infeasible,
    Status,
    Today,
)
from nextcall.compress.results import Blocker, LeftOut, Needed, NextCall, PlannedActivity
from nextcall.compress.schedule import compression_report, least
from nextcall.compress.what_if import (
    MORE_MINUTES,
    LeadsTo,
    RoomChange,
    ShorterWay,
    Unlock,
    leads_to,
    room_changes,
    shorter_way,
    unlocks,
)

__all__ = [
    "MORE_MINUTES",
    "Alternative",
    "BetweenCalls",
    "Blocker",
    "Bound",
    "BoundKind",
    "CompressionReport",
    "Deal",
    "Figures",
    "HeldCall",
    "Infeasible",
    "LeadsTo",
    "LeftOut",
    "Needed",
    "NextCall",
    "PlannedActivity",
    "RoomChange",
    "ShorterWay",
    "Status",
    "Today",
    "Unlock",
    "compression_report",
    "leads_to",
    "least",
    "next_call",
    "room_changes",
    "shorter_way",
    "unlocks",
]
