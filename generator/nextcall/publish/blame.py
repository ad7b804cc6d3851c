"""Whose fault it is when MkDocs fails: the plugin or the hook that its traceback leads through, and what it said."""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

from mkdocs.exceptions import MkDocsException

from nextcall.publish.errors import Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType


@contextmanager
def blaming(plugins: Mapping[str, object]) -> Iterator[None]:
    """Turn what MkDocs or one of its `plugins` raises into Failed."""
    try:
        yield
    except (Exception, SystemExit) as error:
        message = f"MkDocs could not build the site: {said_by(error, plugins)}"
        raise Failed(message) from error


_LOADERS = {"load_plugin": "plugin", "_load_hook": "hook"}
"""MkDocs' functions that import a plugin or a hook, whose name is their argument `name`."""


def said_by(error: BaseException, plugins: Mapping[str, object] | None = None) -> str:
    """What went wrong, with the plugin or hook that failed; `plugins` are those of MkDocs' settings, once it read them.

    MkDocs says of some errors no more than that there was one: then the one that it answered is looked at.
    """
    cause = error
    while isinstance(cause, SystemExit) and cause.__context__ is not None:
        cause = cause.__context__
    said = str(cause)
    if not said or not isinstance(cause, MkDocsException):
        said = f"{type(cause).__name__}: {said}" if said else type(cause).__name__
    who = next((found for frame in _frames(cause) if (found := _owner(frame, plugins or {}))), "")
    return f"the {who} failed: {said}" if who else said


def _frames(error: BaseException) -> Iterator[FrameType]:
    """The calls that led to an error, the innermost first."""
    return (frame for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))))


def _owner(frame: FrameType, plugins: Mapping[str, object]) -> str:
    kind = _LOADERS.get(frame.f_code.co_name)
    if kind and frame.f_globals.get("__name__") == "mkdocs.config.config_options":
        return f"{kind} '{frame.f_locals.get('name')}'"
    for name, plugin in plugins.items():
        if isinstance(plugin, ModuleType):
            if frame.f_globals is vars(plugin):
                return f"hook '{name}'"
        elif frame.f_locals.get("self") is plugin and name != "nextcall":
            return f"plugin '{name}'"
    return ""
