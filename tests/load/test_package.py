"""The package itself: whoever imports a module of it gets that module."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from nextcall import load


def test_no_module_hides_behind_a_function_of_its_name() -> None:
    names = [each.name for each in pkgutil.iter_modules(load.__path__)]
    assert {"parse", "schema", "build"} <= set(names)
    for name in names:
        importlib.import_module(f"nextcall.load.{name}")
        assert getattr(load, name) is sys.modules[f"nextcall.load.{name}"]


def test_what_holds_a_file_against_its_schema_and_what_tells_the_misfits_import_each_other_in_one_direction() -> None:
    from nextcall.load import misfit, schema  # noqa: PLC0415 (what they import is looked at here)

    assert not [each for each in vars(misfit).values() if getattr(each, "__module__", "") == schema.__name__]
