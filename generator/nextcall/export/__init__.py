"""The playbook for programs: one JSON document, and the schema that it keeps to. It knows nothing of pages' looks."""

from nextcall.export.playbook_json import VERSION, files, schema

__all__ = ["VERSION", "files", "schema"]
