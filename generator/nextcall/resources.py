"""Where the schemas and the site's templates lie: inside the package in a wheel, beside `generator/` in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent / name


def schema_folder() -> Path:
    """The folder of the `*.schema.json` files."""
    return _folder("schema")


def template_folder() -> Path:
    """The folder that holds `pages/`, `partials/`, `theme/`, `assets/` and `words/`."""
    return _folder("site_templates")
