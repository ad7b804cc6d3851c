"""What leaves the playbook for programs, mails and CRM notes: JSON in promised shapes, Markdown and text."""

from nextcall.export.compression import compression_json
from nextcall.export.compression_text import compression_markdown, compression_text
from nextcall.export.diff_formats import Between, diff_github, diff_json, diff_markdown, diff_text
from nextcall.export.measured import measured_markdown, measured_text
from nextcall.export.plan import plan_json
from nextcall.export.plan_markdown import plan_markdown
from nextcall.export.playbook_json import files
from nextcall.export.playbook_schema import VERSION, schema

__all__ = [
    "VERSION",
    "Between",
    "compression_json",
    "compression_markdown",
    "compression_text",
    "diff_github",
    "diff_json",
    "diff_markdown",
    "diff_text",
    "files",
    "measured_markdown",
    "measured_text",
    "plan_json",
    "plan_markdown",
    "schema",
]
