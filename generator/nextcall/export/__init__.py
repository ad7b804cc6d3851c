"""What leaves the playbook for programs, mails and CRM notes: JSON in promised shapes, Markdown and text.

What tells of differences and of measurements is had from `diff_formats` and `measured`: a build needs neither.
"""

from nextcall.export.compression import compression_json
from nextcall.export.compression_text import compression_markdown, compression_text
from nextcall.export.plan import plan_json
from nextcall.export.plan_markdown import plan_markdown
from nextcall.export.playbook_json import files
from nextcall.export.playbook_schema import VERSION, schema

__all__ = [
    "VERSION",
    "compression_json",
    "compression_markdown",
    "compression_text",
    "files",
    "plan_json",
    "plan_markdown",
    "schema",
]
