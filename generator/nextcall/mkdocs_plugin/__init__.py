"""MkDocs' side of nextcall: gives MkDocs our pages, navigation, pencils and watched folders.

It does not decide where a site goes or when it is whole (`publish` does), and writes nothing but into the site folder.
"""

from __future__ import annotations

import gzip
import os
import posixpath
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import jinja2
from markupsafe import Markup
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel

from nextcall import changes, pipeline
from nextcall.addresses import DEAL_STYLE, HOME, PAGES_STYLE, file_of
from nextcall.addresses.forge import Forge
from nextcall.diagnostics import Severity, total
from nextcall.mkdocs_plugin import kept, offline, order, search, theme_files
from nextcall.mkdocs_plugin.first import come_first, edited_places
from nextcall.mkdocs_plugin.folded import folded, folding
from nextcall.mkdocs_plugin.nav_items import NavItems
from nextcall.mkdocs_plugin.short_road import ShortRoad, read_as
from nextcall.model.kept import kept_while
from nextcall.printable import printable
from nextcall.render import Synonyms
from nextcall.render.compiled import compiled_templates
from nextcall.render.failure import said_by
from nextcall.render.page import front_matter
from nextcall.resources import template_folder
from nextcall.text import escape, plain
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from nextcall.addresses.forge import Pencils
    from nextcall.diagnostics import Diagnostic
    from nextcall.load import Loaded
    from nextcall.load.document import Document
    from nextcall.model import Place, Playbook
    from nextcall.pipeline import Checked, Site
    from nextcall.render import NavigationEntry
    from nextcall.render import Page as Made
    from nextcall.words import Words

    MkDocsNavigation: TypeAlias = list[str | dict[str, "str | MkDocsNavigation"]]

MARK = ".nextcall-site"
"""The file in a site by which we know that we wrote it and may replace it: `MARK_TEXT`, then its files, one a line."""

MARK_TEXT = "nextcall wrote this folder, and the next build replaces it. These files are the site:\n"


def files_in(site: Path) -> list[str]:
    """The files of a site but its mark, sorted, with forward slashes, each on one line of UTF-8 whatever its name."""
    return sorted(_on_a_line(path) for path in files_below(site) if path != MARK)


def files_below(folder: str | Path, inside: str = "") -> Iterator[str]:
    """As `Path.rglob` would find them, in a fraction of the time: links aren't followed, what can't be read is left."""
    with suppress(PermissionError), os.scandir(folder) as found:
        for each in found:
            if each.is_dir(follow_symlinks=False):
                yield from files_below(each.path, f"{inside}{each.name}/")
            else:
                yield f"{inside}{each.name}"


def marked(files: Iterable[str]) -> bytes:
    """The mark of a site with these files, its own not among them."""
    return (MARK_TEXT + "".join(f"{path}\n" for path in sorted(map(_on_a_line, files)))).encode()


def _on_a_line(path: str) -> str:
    whole = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return os.fsencode(whole).decode("utf-8", "backslashreplace")


_log = get_plugin_logger("nextcall")


class Options(base.Config):  # type: ignore[no-untyped-call]
    """What can stand below `nextcall:` in `mkdocs.yml`; paths are relative to that file."""

    root = c.Optional(c.Dir(exists=True))
    """The playbook's folder, where it is not `docs_dir`."""

    templates = c.Optional(c.Dir(exists=True))
    """The team's own templates, which come before ours."""

    forge = c.Optional(c.Choice([each.value for each in Forge]))
    """Who keeps the repository, where neither its host nor `edit_uri` tells."""

    changes = c.Type(bool, default=True)
    """Whether there is a page of what changed in the process, where its history is known."""

    name_site = c.Type(bool, default=False)
    """Whether the site is called what the playbook is called, instead of `site_name`."""


class Interrupted(Exception):  # noqa: N818 (nothing is wrong)
    """Something else is to be made before."""


class NextcallPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Turns a playbook into pages of a MkDocs site.

    While serving it never raises for a broken edit, but shows the last good site under a banner.
    """

    def __init__(self) -> None:
        """MkDocs keeps one instance for as long as the process lives; `on_startup` begins anew."""
        super().__init__()
        self._begin(serving=False)

    def _begin(self, *, serving: bool) -> None:
        self._serving = serving
        self._handed_over: Checked | None = None
        self._site: Site | None = None
        self._playbook: Playbook | None = None
        self._is_good = False
        self._problems: tuple[str | Diagnostic, ...] = ()
        self._in_navigation: tuple[str, ...] | None = None
        self._was_ours = True
        self._folding: Mapping[str, str] = {}
        self._progress: Callable[[int, int], None] | None = None
        self._pages = 0
        self._half_pages = 0
        self._offline_files: Mapping[str, bytes] = {}
        self._ours: Mapping[str, Made] = {}
        self._address_at: dict[str, str] = {}
        self._documents: Mapping[str, Document] = {}
        self._pencils: Pencils | None = None
        self._line_of: Callable[[Place], int] | None = None
        self._road = ShortRoad()
        self._nav_items = NavItems()
        self._loaded: Loaded | None = None
        self._edited: frozenset[Place] = frozenset()
        self._first: frozenset[str] = frozenset()
        self._new: frozenset[str] = frozenset()
        self._rest: Checked | None = None
        self._unmade: Checked | None = None
        self._settings: dict[str, Any] = {}
        self.leaves_problems_out = False

    # What `publish` may say and ask.

    def hand_over(self, checked: Checked) -> None:
        """Take a playbook that is already loaded and checked, after `on_startup`; it must have no errors."""
        self._handed_over = checked

    def report_progress(self, callback: Callable[[int, int], None] | None) -> None:
        """Call `callback(done, total)`, in pages, as MkDocs goes on; reading and writing a page are half of it each."""
        self._progress = callback

    @property
    def problems(self) -> tuple[str, ...]:
        """What the banner says while serving, a line each; () where the pages are up to date."""
        return tuple(each if isinstance(each, str) else _one_line(each) for each in self._problems)

    @property
    def pages(self) -> int:
        """How many pages MkDocs makes, the team's own among them."""
        return self._pages

    def playbook_folder(self, config: MkDocsConfig) -> Path:
        """The folder that holds `playbook.yaml`."""
        return Path(self.config.root or config.docs_dir)

    # What `publish` asks for while it serves, to make only what differs.

    leaves_problems_out: bool
    """Whether the banner of what is wrong is put in by who serves, so that pages stay as they are."""

    def again(self, config: MkDocsConfig, seen: Collection[str]) -> bool:
        """Look at the playbook again, and tell MkDocs with the settings of the last time what may differ now.

        Returns whether for now these are only the pages that come first, among them those whose files in the site are
        `seen`; `rest` then makes the others.
        """
        self._as_told(config)
        self._look(config, [self._address_at[file] for file in seen if file in self._address_at])
        return self._rest is not None

    def rest(self, config: MkDocsConfig, before_each: Callable[[], None]) -> None:
        """Make what doesn't come first of what `again` looked at, and tell MkDocs.

        `before_each` page that is made it is called; where it raises Interrupted, what was made stays.
        """
        checked, self._rest = self._rest, None
        self._as_told(config)
        if checked is not None:
            try:
                self._make(checked, config, before_each=before_each)
            except Interrupted:
                raise
            except Exception as error:  # noqa: BLE001 (as when all is made at once)
                self._problems = (*self._problems, said_by(error))
        self._tell(config)

    def _as_told(self, config: MkDocsConfig) -> None:
        """Put back the settings as they were before we told MkDocs what differs."""
        for name, value in self._settings.items():
            config[name] = value.copy() if isinstance(value, list) else value

    def keeps_pages(self, config: MkDocsConfig) -> bool:
        """Whether pages can stay: there is a site, and no extension may look beyond a page's Markdown and its links."""
        return self._site is not None and self._road.is_open(config)

    def gone(self, files: Files) -> list[str]:
        """The pages of our navigation that are not among the files, for they vanished since we looked.

        Of a site that stands for one that is broken, nobody expects to find all.
        """
        if self._loaded is None or self._documents is not self._loaded.documents:
            return []
        return [page for page in self._in_navigation or () if files.get_file_from_path(page) is None]

    def turn_of(self, page: str) -> int:
        """When it is the turn of a page, by its source in MkDocs, from 0 for those that come first to 3.

        Then come new pages and the team's own, of which nobody knows what they say before they are read; then pages of
        what was edited.
        """
        made = self._ours.get(page)
        if made is None or made.address in self._new:
            return 1
        if made.address in self._first:
            return 0
        return 2 if any(place.path == made.source.path for place in self._edited) else 3

    def navigation_of_page(self, nav: Navigation) -> Navigation:
        """The navigation as the page that is active shows it."""
        return folded(nav, self._folding) if self._folding else nav

    def shown_on_every_page(self, config: MkDocsConfig) -> tuple[object, ...]:
        """What any page may show besides its own, the navigation aside."""
        scripts = tuple(map(str, config.extra_javascript))
        return config.site_name, tuple(config.extra_css), scripts, self._problems_in_pages, self._site is not None

    def banner(self, config: MkDocsConfig) -> str:
        """What is wrong as HTML, for who serves."""
        loader = jinja2.FileSystemLoader(template_folder() / "theme")
        template = jinja2.Environment(loader=loader, autoescape=False).get_template("nextcall/banner.html")  # noqa: S701 (as MkDocs')
        return template.render(self._globals(config), nextcall_problems=self._problems)

    # MkDocs' events, in the order of a build.

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Forget what an earlier command of this process knew. That this method exists makes MkDocs keep us."""
        self._begin(serving=command == "serve")

    @event_priority(100)
    def _before_others(self, config: MkDocsConfig) -> MkDocsConfig:
        """Settle what the other plugins go by."""
        self._offline_files = offline.prepare(config)
        search.prepare(config)
        return config

    def _on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load, check and render the playbook, and tell MkDocs of all that is not a page."""
        root = self.playbook_folder(config)
        self._road = ShortRoad()
        theme = 1 if config.theme.custom_dir else 0
        config.theme.dirs.insert(theme, str(template_folder() / "theme"))
        theme_files.without_hidden(config.theme)
        config.watch.extend(str(folder) for folder in (root, self.config.templates) if folder)
        self._pencils = kept.pencils(config, root, _inside(root, Path(config.docs_dir)), self.config.forge)
        self._settings = {name: config[name] for name in ("nav", "site_name", "extra_css")}
        self._settings |= {name: value.copy() for name, value in self._settings.items() if isinstance(value, list)}
        return self._look(config)

    def _look(self, config: MkDocsConfig, seen: Collection[str] | None = None) -> MkDocsConfig:
        root = self.playbook_folder(config)
        if self._serving:
            self._keep_serving(root, config, seen)
        else:
            self._make_or_abort(self._handed_over or pipeline.check(root), config)
        return self._tell(config)

    def _tell(self, config: MkDocsConfig) -> MkDocsConfig:
        """Tell MkDocs of what was made, as far as its settings say it."""
        if self._playbook is not None and self.config.name_site:
            config.site_name = Markup(escape(plain(self._playbook.title)))  # noqa: S704 (escaped)
        site = self._site
        if site is None:
            config.nav = [file_of(HOME)]
            return config
        config.extra_css[:0] = site.stylesheets
        self._in_navigation, self._folding = None, {}
        if config.nav is None:
            self._folding = folding(site.navigation)
            config.nav = _navigation(site.navigation)
            self._in_navigation = tuple(_files_in(site.navigation))
        return config

    on_config = CombinedEvent(_before_others, _on_config)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Take the playbook's YAML out, and put our pages and assets in."""
        root, docs = self.playbook_folder(config), Path(config.docs_dir)
        inside = f"{root.relative_to(docs).as_posix()}/" if root != docs and root.is_relative_to(docs) else ""
        for file in list(files):
            of_docs = file.src_dir is not None and Path(file.src_dir) == docs
            source = not inside and root == docs and file.src_uri.lower().endswith((".yaml", ".yml"))
            elsewhere = inside and file.src_uri.startswith(inside)
            unready = self._site is None and file.is_documentation_page()
            if of_docs and (source or elsewhere or unready or _never_ends(file)):
                files.remove(file)
        if root != docs:
            self._add_team_files(root, files, config)
        theme_files.shorten(files, config)
        taken = {file.dest_uri: file for file in files}
        for file in self._generated(root, docs, config):
            if file.dest_uri in taken:
                files.remove(taken[file.dest_uri])
            files.append(file)
        return files

    @event_priority(100)
    def _count(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Count the pages that lie ahead, and see whether the navigation is still as we made it."""
        self._pages, self._half_pages = len(files.documentation_pages()), 0
        self._was_ours = self._is_ours(nav)
        return nav

    @event_priority(-200)  # after every plugin that may sort it
    def _look_at_order(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Warn where another plugin sorted our navigation: the order of the stages is what it shows."""
        if not self._is_ours(nav):
            events = ("nav",) if self._was_ours else ("config", "files")
            _log.warning("%s", order.warning(config.plugins, events))
        return nav

    on_nav = CombinedEvent(_count, _look_at_order)

    def _is_ours(self, nav: Navigation) -> bool:
        return self._in_navigation is None or order.is_kept(nav, self._in_navigation)

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:  # noqa: ARG002
        """Let a page of ours take the short road through Python-Markdown, and keep what it says ahead from YAML's."""
        ours = self._ours.get(page.file.src_uri)
        if ours is not None:
            self._road.lead(page)
            if not config.plugins.events["page_read_source"]:
                read_as(page, ours)
        return page

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """A page was read: half of the work on it."""
        made = self._ours.get(page.file.src_uri)
        if made is not None:
            search.leave_to_us(page)
            if self._pencils is not None and self._line_of is not None:
                page.edit_url = self._pencils.edit(made.source.path, self._line_of(made.source))
        self._half_done()
        return html

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG002
        """Give the theme what its banner says, for pages and for `404.html` alike; keep its compiled templates."""
        env.bytecode_cache = env.bytecode_cache or compiled_templates()
        self._nav_items.take_part(env, config)
        env.globals.update(self._globals(config), nextcall_problems=self._problems_in_pages)
        return env

    def _globals(self, config: MkDocsConfig) -> dict[str, object]:
        return {"nextcall_has_site": self._site is not None, "nextcall_label": self._words(config).label}

    @property
    def _problems_in_pages(self) -> tuple[str | Diagnostic, ...]:
        return () if self.leaves_problems_out else self._problems

    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002 (MkDocs' signature)
        nav: Navigation,
    ) -> TemplateContext:
        """Leave out of the page's navigation what would be printed into every page and helps on none."""
        self._nav_items.page = page
        context["nav"] = self.navigation_of_page(nav)
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002
        """A page was written: the other half. It leaves out the stylesheet that it has no use for."""
        self._nav_items.page = None
        self._half_done()
        unused = PAGES_STYLE if "<nextcall-deal " in (page.content or "") else DEAL_STYLE
        return re.sub(rf'\s*+<link rel="stylesheet" href="[^"]*+(?<={re.escape(unused)})">', "", output, count=1)

    @event_priority(-50)  # after the search plugin, before Material's offline plugin, which copies its index
    def _index(self, *, config: MkDocsConfig) -> None:
        """Put our entries into the search."""
        if self._site is not None:
            rows = tuple(self._words(config).rows("search.synonyms"))
            synonyms = kept_while(self, Synonyms, rows, lambda: Synonyms(rows))
            search.write(self._site.search, (page.address for page in self._site.pages), synonyms, config)

    @event_priority(-200)  # after everyone who may still write something; Material's offline plugin does at -100
    def _finish(self, *, config: MkDocsConfig) -> None:
        """Take the time of the build out of the compressed sitemap, and leave our mark."""
        site = Path(config.site_dir)
        sitemap = site / "sitemap.xml"
        if sitemap.is_file():
            sitemap.with_name("sitemap.xml.gz").write_bytes(gzip.compress(sitemap.read_bytes(), mtime=0))
        (site / MARK).write_bytes((MARK_TEXT + "".join(f"{path}\n" for path in files_in(site))).encode())

    on_post_build = CombinedEvent(_index, _finish)

    # What they are made of.

    def _make_or_abort(self, checked: Checked, config: MkDocsConfig) -> None:
        if checked.has_errors or checked.playbook is None:
            found = "\n".join(_one_line(each) for each in _errors(checked))
            message = f"the playbook has errors, so no site is built:\n{found}"
            raise PluginError(message)
        rest = total(checked.diagnostics)
        if rest and self._handed_over is None:
            _log.info("%d finding(s) of less weight than an error; `nextcall check` shows them", rest)
        try:
            self._make(checked, config)
        except jinja2.TemplateError as error:
            raise PluginError(said_by(error)) from error

    def _keep_serving(self, root: Path, config: MkDocsConfig, seen: Collection[str] | None) -> None:
        """Make the site that can be; where it is known what is `seen` of the last one, for now what comes first."""
        self._problems, self._rest, self._first, self._new = (), None, frozenset(), frozenset()
        try:
            checked = pipeline.check(root, known=self._loaded)
            self._loaded = checked.loaded
            self._edited = edited_places(checked.loaded.documents, self._documents)
            self._problems = _errors(checked)
            is_good = checked.renderable and not checked.has_errors
            if checked.renderable and (is_good or not self._is_good):
                in_turn = seen is not None and is_good and self._is_good and not self.config.templates
                self._make(checked, config, self._site if in_turn else None, seen or ())
                self._is_good = is_good
            elif self._unmade is not None:  # what was good before this was not made to its end
                self._make(self._unmade, config)
        except Exception as error:  # noqa: BLE001 (a team's template can raise anything, and serving goes on)
            self._problems = (*self._problems, said_by(error))

    def _make(
        self,
        checked: Checked,
        config: MkDocsConfig,
        stands: Site | None = None,
        seen: Collection[str] = (),
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """Make the site; where one `stands`, for now only what comes first of it."""
        if stands is not None:
            self._first, self._rest = come_first(stands.pages, self._edited, seen), checked
            self._unmade = checked
        self._site = pipeline.make_site(
            checked,
            directory_urls=config.use_directory_urls,
            team_templates=self._team_templates,
            language=_language(config),
            pencils=self._pencils,
            history=changes.along(checked.loaded.root, self._words(config)) if self.config.changes else None,
            keeps=self._serving,
            before=self._site,
            first=None if stands is None else self._first,
            before_each=before_each,
        )
        if stands is None:
            self._unmade = None
        else:
            known = {page.address for page in stands.pages}
            self._new = frozenset(page.address for page in self._site.pages if page.address not in known)
        self._playbook, self._line_of = checked.playbook, checked.loaded.line_of
        self._documents = checked.loaded.documents

    @property
    def _team_templates(self) -> Path | None:
        return Path(self.config.templates) if self.config.templates else None

    def _words(self, config: MkDocsConfig) -> Words:
        """The team's words; ours where theirs won't do, which is one of the problems that the banner shows."""
        try:
            return catalogue(self._team_templates, _language(config))
        except jinja2.TemplateError:
            return catalogue()

    def _generated(self, root: Path, docs: Path, config: MkDocsConfig) -> Iterator[File]:
        if self._site is None:
            title = self._words(config).label("banner.not_ready")
            content = f"{front_matter({'title': title})}\n<h1>{escape(title)}</h1>\n"
            yield File.generated(config, file_of(HOME), content=content)
            return
        prefix = _inside(root, docs)
        self._ours = {file_of(page.address): page for page in self._site.pages}
        self._address_at = {}
        named = None if self._in_navigation is None else frozenset(self._in_navigation)
        for page in self._site.pages:
            uri = file_of(page.address)
            hidden = named is not None and uri not in named
            inclusion = InclusionLevel.NOT_IN_NAV if hidden else InclusionLevel.UNDEFINED
            file = File.generated(config, uri, content=page.markdown, inclusion=inclusion)
            file.edit_uri = prefix + page.source.path
            self._address_at[file.dest_uri] = page.address
            yield file
        for path, data in {**self._site.assets, **self._offline_files}.items():
            yield File.generated(config, path, content=data)

    def _add_team_files(self, root: Path, files: Files, config: MkDocsConfig) -> None:
        """The team's pages and other files, where the playbook's folder is not MkDocs' own."""
        if self._playbook is None:
            return
        found = self._playbook.files
        for path in (*(page.path for page in found.pages), *found.others):
            if files.get_file_from_path(path) is None:
                files.append(File(path, str(root), config.site_dir, config.use_directory_urls))

    def _half_done(self) -> None:
        self._half_pages += 1
        if self._progress is not None:
            self._progress(min(self._half_pages // 2, self._pages), self._pages)


def _never_ends(file: File) -> bool:
    """Whether it is no file but a pipe or the like, whose end MkDocs would wait for."""
    with suppress(OSError):
        mode = os.stat(file.abs_src_path or "").st_mode  # noqa: PTH116 (many, each time)
        return not stat.S_ISREG(mode)
    return False


def _navigation(entries: Iterable[NavigationEntry]) -> MkDocsNavigation:
    """Our navigation in MkDocs' own form. MkDocs' templates print titles as they are, so they are escaped here."""
    return [
        {Markup(escape(entry.title)): _navigation(entry.children) if entry.file is None else entry.file}  # noqa: S704
        for entry in entries
    ]


def _files_in(entries: Iterable[NavigationEntry]) -> Iterator[str]:
    for entry in entries:
        if entry.file is not None:
            yield entry.file
        yield from _files_in(entry.children)


def _language(config: MkDocsConfig) -> str:
    return str(config.theme.get("language") or "en")


def _relative(root: Path, docs: Path) -> str:
    return posixpath.relpath(root.as_posix(), docs.as_posix())


def _inside(root: Path, docs: Path) -> str:
    """What leads from MkDocs' folder to the playbook's, with a slash at its end, or ""."""
    return "" if root == docs else f"{_relative(root, docs)}/"


def _errors(checked: Checked) -> tuple[Diagnostic, ...]:
    return tuple(each for each in checked.diagnostics if each.severity is Severity.ERROR)


def _one_line(found: Diagnostic) -> str:
    hint = f"; {found.hint}" if found.hint else ""
    return printable(f"{found.path}:{found.line}:{found.column} {found.severity} {found.rule}: {found.message}{hint}")
