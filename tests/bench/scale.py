"""What processes cost that are far larger than real ones, by shape: time of the processor, loading aside.

`make bench` runs it as the group `scale`. Nothing here can fail a change.
"""

from __future__ import annotations

import time

from scale_shapes import SHAPES

from nextcall.compress import Deal, compression_report, leads_to, next_call, room_changes, unlocks

SIZES = (200, 1_000, 2_000)
AIM = 5.0
"""Seconds of the processor for a report, or for one call plan."""


def measure() -> None:
    """Report and call plan of each shape, at each size; and what was proved."""
    for size in SIZES:
        print(f"{size} activities: seconds for the report and for the longest of three call plans (aim: {AIM:.0f})")
        for name, shape in SHAPES.items():
            process = shape(size)
            start = time.process_time()
            report = compression_report(process)
            between = time.process_time()
            stages = process.open_stages
            longest = 0.0
            for stage in (stages[0], stages[len(stages) // 2], stages[-1]):
                before = time.process_time()
                _plan(Deal.entering(process, stage))
                longest = max(longest, time.process_time() - before)
            calls = report.calls
            print(
                f"    {name:20}{between - start:6.2f} {longest:6.2f}   calls: {calls.in_order} in listed order, "
                f"{calls.compressed} compressed, at least {calls.lower_bound}"
            )


def _plan(deal: Deal) -> None:
    held = [planned.activity for planned in next_call(deal, None).activities]
    unlocks(deal, held)
    room_changes(deal, held)
    leads_to(deal, held)
