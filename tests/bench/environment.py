"""The environment in which benchmarks start Python: as after `pip install`, which compiles what it installs."""

from __future__ import annotations

import os

_LEFT_OUT = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
COMPILING = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
"""Here the first, unmeasured run compiles."""
