"""Do we move faster? Exports of a CRM → how long deals take, how many calls, and where they wander: figures of many.

What is read is set out in tables (`record`), counted in SQL (`core`) and told with its uncertainty (`figures`). DuckDB
and sqlglot are an extra of the package: nothing here imports them before it needs them.
"""

from nextcall.measure.crm_json import stage_labels
from nextcall.measure.figures import results_of
from nextcall.measure.histogram import Histogram
from nextcall.measure.measurement import Measured, baseline_source, from_exports, from_histogram, query
from nextcall.measure.patch import diff
from nextcall.measure.problem import MeasureError
from nextcall.measure.record import Exports
from nextcall.measure.results_file import as_yaml, merged
from nextcall.measure.stage_names import StageNames

__all__ = [
    "Exports",
    "Histogram",
    "MeasureError",
    "Measured",
    "StageNames",
    "as_yaml",
    "baseline_source",
    "diff",
    "from_exports",
    "from_histogram",
    "merged",
    "query",
    "results_of",
    "stage_labels",
]
