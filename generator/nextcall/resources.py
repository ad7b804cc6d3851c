"""Where schemas, site templates and the example playbook lie: in a wheel's package, else beside `generator/`."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent / name


def schema_folder() -> Path:
    """The folder of the `*.schema.json` files."""
    return _folder("schema")


def template_folder() -> Path:
    """The folder that holds `pages/`, `partials/`, `theme/`, `zensical/`, `assets/` and `words/`."""
    return _folder("site_templates")


def example_folder() -> Path:
    """The folder of the example playbook."""
    return _folder("playbook")
