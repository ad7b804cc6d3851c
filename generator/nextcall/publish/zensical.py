"""What Zensical takes to build the site: settings made of the team's own, the docs folder, and what our theme adds.

Zensical runs no plugins of MkDocs. What ours tells MkDocs stands here in files instead: navigation, styles, scripts and
pencils in the settings and in front matter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import yaml

from nextcall.addresses import file_of, of_team_page
from nextcall.addresses.forge import PATH
from nextcall.publish import settings
from nextcall.publish.errors import Refused
from nextcall.publish.pages import write_pages
from nextcall.publish.zensical_settings import DOCS, OVERRIDES, SETTINGS, settings_for_zensical
from nextcall.render import Synonyms
from nextcall.render.search_document import document, location, unseen_of
from nextcall.resources import template_folder
from nextcall.text import escape, plain
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nextcall.addresses.forge import Pencils
    from nextcall.model import Place
    from nextcall.pipeline import Checked, Site
    from nextcall.publish.pages import Written
    from nextcall.render import Page
    from nextcall.words import Words

_ENTRIES = "nextcall/search-entries.js"
_WORKER = "nextcall/iframe-worker.js"
"""The stand-in for workers where there is no server. Zensical knows by its name that no page has to fetch one."""


def write_for_zensical(
    checked: Checked, target: Path, *, config_file: Path | None = None, flat_addresses: bool = False
) -> Written:
    """Write all that Zensical takes into the folder `target`, as `write_pages` writes pages, and raising the same.

    `config_file` is the team's `mkdocs.yml`, without which a good default is used. With `flat_addresses`, or where that
    file says so or asks for a site that is read without a server, a page is `page.html`.
    """
    templates, language = settings.team_templates(config_file), settings.language(config_file)
    is_offline = settings.is_offline(config_file)
    directory_urls = not (flat_addresses or is_offline or settings.is_flat(config_file))
    pencils = settings.pencils(config_file, checked.loaded.root)
    return write_pages(
        checked,
        target,
        team_templates=templates,
        language=language,
        directory_urls=directory_urls,
        pencils=pencils,
        with_changes=settings.tells_changes(config_file),
        arranged=_Zensical(checked, config_file, templates, language, pencils, directory_urls, is_offline).arranged,
    )


@dataclass(frozen=True)
class _Zensical:
    checked: Checked
    config_file: Path | None
    team_templates: Path | None
    language: str
    pencils: Pencils | None
    directory_urls: bool
    is_offline: bool

    def arranged(self, site: Site, docs: Mapping[str, bytes], target: Path) -> dict[str, bytes]:
        """All files below `target`, made of the site and the files of its docs folder: paths, with their contents.

        Raises Refused where the settings or a file that they name can't be read.
        """
        try:
            return {
                SETTINGS: self._settings(site).encode(),
                **{f"{DOCS}/{path}": content for path, content in self._docs(site, docs, target).items()},
                **{f"{OVERRIDES}/{path}": content for path, content in self._overrides().items()},
            }
        except OSError as error:
            message = f"{error.filename} can't be read: {error.strerror or error}"
            raise Refused(message) from error
        except (yaml.YAMLError, ValueError) as error:
            message = f"{self.config_file} can't be taken over for Zensical: {error}"
            raise Refused(message) from error

    def _docs(self, site: Site, docs: Mapping[str, bytes], target: Path) -> dict[str, bytes]:
        """The docs folder: `docs`, our pages with what MkDocs is told of them, and what the team has beside."""
        pages = {file_of(page.address): page for page in site.pages}
        taken = {page.address for page in site.pages}
        wanted = {
            path: content
            for path, content in {**self._beside_the_playbook(target), **docs}.items()
            if path in pages or not path.endswith(".md") or of_team_page(path) not in taken
        }
        wanted.update((path, self._told(page).encode()) for path, page in pages.items())
        wanted[_ENTRIES] = self._entries(site).encode()
        if self.is_offline:
            wanted[_WORKER] = (template_folder() / "offline" / "iframe-worker.js").read_bytes()
        return wanted

    def _entries(self, site: Site) -> str:
        """Our entries for the search, as a script that the theme's `nextcall/search.js` loads: also without a server.

        Zensical weighs no entry; of those that match alike, it shows the first one first.
        """
        flat, synonyms = not self.directory_urls, Synonyms(self._words.rows("search.synonyms"))
        entries = [
            {**document(each, flat=flat), **unseen_of(each, synonyms)}
            for each in sorted(site.search, key=lambda each: -each.boost)
        ]
        known = {"pages": [location(page.address, flat=flat) for page in site.pages], "entries": entries}
        return f"globalThis.nextcallEntries = {json.dumps(known, ensure_ascii=False, separators=(',', ':'))};\n"

    @property
    def _words(self) -> Words:
        return catalogue(self.team_templates, self.language)

    def _told(self, page: Page) -> str:
        """A page, its front matter with where it is edited, and whether search leaves it out."""
        edit = self._edited(page.source)
        told = f"edit_url: {json.dumps(edit)}\n" + ("" if page.description else "search: {exclude: true}\n")
        start = "---\n"
        return start + told + page.markdown.removeprefix(start)

    def _edited(self, place: Place) -> str:
        return "" if self.pencils is None else self.pencils.edit(place.path, self.checked.loaded.line_of(place))

    def _pencils_of_team_pages(self) -> dict[str, str]:
        """Where each of the team's own pages is edited, by its address."""
        if self.pencils is None or self.checked.playbook is None:
            return {}
        inside, pencil = self.pencils.inside, self.pencils.pencil
        return {
            of_team_page(page.path, directory_urls=self.directory_urls): pencil.replace(PATH, quote(inside + page.path))
            for page in self.checked.playbook.files.pages
        }

    def _beside_the_playbook(self, target: Path) -> dict[str, bytes]:
        """What else lies in MkDocs' docs folder, where the playbook has a folder of its own; nothing that is hidden."""
        folder = settings.docs_folder(self.config_file) if settings.options(self.config_file).get("root") else None
        apart = (self.checked.loaded.root.resolve(), target)
        return {
            path: file.read_bytes()
            for path, file in (_files_below(folder) if folder else ())
            if not any(file.is_relative_to(each) for each in apart)
            and not any(step.startswith(".") for step in path.split("/"))
        }

    def _overrides(self) -> dict[str, bytes]:
        """What our theme adds, as Zensical's theme takes it, and the team's own `custom_dir` above it."""
        ours, theirs = template_folder(), settings.custom_folder(self.config_file)
        folders = (ours / "theme", ours / "zensical", *((theirs,) if theirs else ()))
        return {path: file.read_bytes() for folder in folders for path, file in _files_below(folder)}

    def _settings(self, site: Site) -> str:
        named = settings.options(self.config_file).get("name_site")
        title = self.checked.playbook.title if self.checked.playbook else ""
        return settings_for_zensical(
            self.config_file or template_folder() / SETTINGS,
            site,
            title=str(escape(plain(title))),
            is_named=bool(named),
            directory_urls=self.directory_urls,
            polyfills=[_WORKER] if self.is_offline else [],
            extra={
                "nextcall_not_found": str(self._words.label("not_found.title")),
                "nextcall_pencils": self._pencils_of_team_pages(),
            },
        )


def _files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder, sorted, with its path there."""
    return ((file.relative_to(folder).as_posix(), file) for file in sorted(folder.rglob("*")) if file.is_file())
