"""Examples of fields are YAML that says what their schema says, however short the way there was."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nextcall.views import example as examples

_TEXTS = st.text(st.sampled_from("aZ0 ,;:.-'#()/_\ntruefalsn"), min_size=1)


@settings(max_examples=60)
@given(_TEXTS | st.integers() | st.sampled_from(["true", "null", "no", "yes", "falsey", "a # b", "a: b", "9", "-a"]))
def test_a_value_is_written_as_a_writer_of_yaml_would(value: Any) -> None:  # noqa: ANN401 (texts and figures)
    shown = examples.example("name", value)
    assert shown == examples._written("name", value)
    if isinstance(value, str) and "\n" not in value:
        assert yaml.load(shown, Loader=yaml.BaseLoader) == {"name": value}  # noqa: S506 (makes nothing but texts)


@pytest.mark.parametrize("value", [True, 1.5, ["a", "b"], {"a": "b"}])
def test_what_is_neither_text_nor_a_whole_number_is_written_by_its_kind(value: object) -> None:
    assert yaml.safe_load(examples.example("name", value)) == {"name": value}
