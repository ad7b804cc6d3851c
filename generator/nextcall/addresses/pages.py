"""The one table of pages: what a site is made of, where each page stands, and what leads to it.

Whatever lists pages walks it: the site, its navigation, home, search, links, llms.txt, the checks and the browser
tests. A new page is a row here, a template and a view of the same name, and its words. A page that would be empty isn't
made, and nothing leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

from nextcall import addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from nextcall.model import Playbook, SalesProcess, Stage


class Scope(Enum):
    """What there is one page for."""

    PLAYBOOK = auto()
    CRM_DOOR = auto()  # that several stages share
    BUYING_PROCESS = auto()
    SALES_PROCESS = auto()
    OPEN_STAGE = auto()
    CLOSED_STAGE = auto()
    RULE = auto()
    KIND = auto()


class Shelf(Enum):
    """Where lists have the pages that there are one of: what one looks up, and what is about the playbook itself.

    The page that leads such a list stands first in it.
    """

    REFERENCE = auto()
    ABOUT = auto()
    ABOUT_FIRST = auto()


@dataclass(frozen=True, kw_only=True)
class PageType:
    """Pages that one template makes, in `pages/<name>.md.jinja`, of what the view of that name holds.

    `address` makes a page's address of the ids of what it is for. `title` and `intro` are keys of the catalogue; where
    None, the page bears the name of what it is for, and is described by what is written about that. `navigation` is the
    key of the short title that the navigation has, None for the page's own; `teaser` that of the line which leads to it
    from a list. Where it isn't `is_browsed`, another page alone leads there. `link` is the field of `playbook.json`
    that leads to it. `weight` is how much more search makes of it than of any other. `holds` says of a playbook, and
    of what a page is for, whether it would hold anything.
    """

    name: str
    scope: Scope
    address: Callable[..., str]
    title: str | None = None
    intro: str | None = None
    navigation: str | None = None
    is_browsed: bool = True
    teaser: str | None = None
    on_home: bool = False
    shelf: Shelf | None = None
    link: str | None = None
    weight: float = 1.0
    holds: Callable[..., bool] = lambda *_: True


def _processes_with(playbook: Playbook, has: Callable[[SalesProcess], object]) -> bool:
    return any(map(has, playbook.sales_processes))


def _is_aligned(playbook: Playbook) -> bool:
    return _processes_with(playbook, playbook.buying_process_of)


def _asks(playbook: Playbook) -> bool:
    def has_questions(process: SalesProcess) -> bool:
        stages = process.stages
        return (
            bool(process.questions)
            or any(stage.questions for stage in stages)
            or any(each.questions for stage in stages for each in stage.activities)
        )

    return _processes_with(playbook, has_questions)


def _names_stages_of_the_crm(playbook: Playbook) -> bool:
    return any(stage.crm and stage.crm.stage for process in playbook.sales_processes for stage in process.stages)


def _has_figures(_: Playbook, process: SalesProcess) -> bool:
    """Whether anything of a process counts, so that it takes calls or days."""
    return any(each.would_count for stage in process.open_stages if stage.counts for each in process.work_of(stage))


def _has_open_stages(_: Playbook, process: SalesProcess) -> bool:
    """Whether a deal can stand anywhere in a process."""
    return bool(process.open_stages)


def _is_measured(playbook: Playbook, process: SalesProcess) -> bool:
    """Whether results/ holds what was measured of a process."""
    return process.id in playbook.results_by_id


def _has_call_plan(_: Playbook, process: SalesProcess, stage: Stage) -> bool:
    """Whether there is anything to plan a call of: of a silent stage there is what its author wrote for the call."""
    return stage not in process.silent_stages or stage.call_plan is not None


_AMONG_THE_LAST = 0.1  # sellers come first, whoever edits the playbook last


def _one(  # noqa: PLR0913 (what a row says)
    name: str,
    address: str,
    shelf: Shelf | None,
    *,
    teaser: str | None = None,
    weight: float = 1.0,
    holds: Callable[[Playbook], object] = lambda _: True,
) -> PageType:
    """A page that a site has one of, with words by its name."""
    return PageType(
        name=name,
        scope=Scope.PLAYBOOK,
        address=lambda: address,
        title=f"{name}.title",
        intro=f"{name}.intro",
        teaser=teaser or f"home.{name}",
        on_home=teaser is None and shelf is not None,
        shelf=shelf,
        weight=weight,
        holds=lambda playbook: bool(holds(playbook)),
    )


_about = partial(_one, weight=_AMONG_THE_LAST)

PAGES: tuple[PageType, ...] = (
    PageType(
        name="home", scope=Scope.PLAYBOOK, address=lambda: addresses.HOME, navigation="navigation.home", link="page"
    ),
    _one("deals", addresses.DEALS, Shelf.REFERENCE, holds=lambda playbook: playbook.sales_processes),
    _one("alignment", addresses.ALIGNMENT, Shelf.REFERENCE, holds=_is_aligned),
    _one("roles", addresses.ROLES, Shelf.REFERENCE, holds=lambda playbook: playbook.roles),
    _one("questions", addresses.QUESTIONS, Shelf.REFERENCE, holds=_asks),
    _one("assets", addresses.ASSETS, Shelf.REFERENCE, holds=lambda playbook: playbook.assets),
    _one("glossary", addresses.GLOSSARY, Shelf.REFERENCE, holds=lambda playbook: playbook.terms),
    _about("health", addresses.HEALTH, Shelf.ABOUT),
    _one("crm", addresses.CRM, Shelf.REFERENCE, holds=_names_stages_of_the_crm),
    _about("contribute", addresses.CONTRIBUTE, Shelf.ABOUT_FIRST),
    _about("rules", addresses.RULES, Shelf.ABOUT, teaser="rules.intro"),
    _about("fields", addresses.FIELDS, Shelf.ABOUT, teaser="fields.intro"),
    PageType(name="crm_door", scope=Scope.CRM_DOOR, address=addresses.crm_door, intro="crm.which"),
    PageType(
        name="buying_process",
        scope=Scope.BUYING_PROCESS,
        address=addresses.buying_process,
        intro="buying.intro",
        link="page",
    ),
    PageType(
        name="sales_process",
        scope=Scope.SALES_PROCESS,
        address=addresses.sales_process,
        intro="process.intro",
        navigation="navigation.process",
        link="page",
        weight=2.0,
    ),
    PageType(
        name="deal",
        scope=Scope.SALES_PROCESS,
        address=addresses.deal,
        title="deal.page",
        intro="deal.intro",
        navigation="navigation.deal",
        holds=_has_open_stages,
    ),
    PageType(
        name="review",
        scope=Scope.SALES_PROCESS,
        address=addresses.review,
        title="review.title",
        intro="review.intro",
        navigation="navigation.review",
        link="review_page",
    ),
    PageType(
        name="compress",
        scope=Scope.SALES_PROCESS,
        address=addresses.compress,
        title="whole.title",
        intro="whole.intro",
        navigation="navigation.compress",
        holds=_has_figures,
    ),
    PageType(
        name="results",
        scope=Scope.SALES_PROCESS,
        address=addresses.results,
        title="results.title",
        intro="results.intro",
        navigation="navigation.results",
        holds=_is_measured,
    ),
    PageType(
        name="customer_copy",
        scope=Scope.SALES_PROCESS,
        address=addresses.customer_copy,
        title="customer.page",
        intro="customer.intro",
        is_browsed=False,
        holds=_has_open_stages,
        weight=_AMONG_THE_LAST,
    ),
    PageType(name="stage", scope=Scope.OPEN_STAGE, address=addresses.stage, link="page", weight=4.0),
    PageType(
        name="call_plan",
        scope=Scope.OPEN_STAGE,
        address=addresses.call_plan,
        title="call_plan.title",
        intro="call_plan.intro",
        navigation="navigation.call_plan",
        link="call_plan_page",
        holds=_has_call_plan,
    ),
    PageType(name="closed_stage", scope=Scope.CLOSED_STAGE, address=addresses.stage, link="page", weight=4.0),
    PageType(name="rule", scope=Scope.RULE, address=addresses.rule, weight=_AMONG_THE_LAST),
    PageType(name="kind_fields", scope=Scope.KIND, address=addresses.fields, title="fields.of", weight=_AMONG_THE_LAST),
)

CHANGES = _about("changes", addresses.CHANGES, None)
"""What changed in the process: there only where its history is known, so that no table of all pages has it."""


def within(scope: Scope) -> tuple[PageType, ...]:
    """The pages that there can be for one thing of a scope."""
    return tuple(page for page in PAGES if page.scope is scope)


def held(playbook: Playbook, scope: Scope, *subject: Any) -> tuple[PageType, ...]:  # noqa: ANN401 (whatever has pages)
    """The pages that there are for one thing of a scope."""
    return tuple(page for page in within(scope) if page.holds(playbook, *subject))


def on(playbook: Playbook, *shelves: Shelf) -> tuple[PageType, ...]:
    """The pages on shelves, in the table's order."""
    return tuple(page for page in held(playbook, Scope.PLAYBOOK) if page.shelf in shelves)


def scope_of(stage: Stage) -> Scope:
    """What a stage has the pages of."""
    return Scope.OPEN_STAGE if stage.closed is None else Scope.CLOSED_STAGE


def of_stage(playbook: Playbook, process: SalesProcess, stage: Stage) -> tuple[PageType, ...]:
    """The pages of a stage; the first is its own."""
    return held(playbook, scope_of(stage), process, stage)


def walk(playbook: Playbook) -> Iterator[tuple[PageType, tuple[Any, ...], str]]:
    """Every page that is made from the playbook, redirects and the `reference` aside, what it is for and its address.

    What a page is for: nothing more than the playbook, the slug of a door and its stages, a process, or a process and
    its stage.
    """
    for scope, subject, ids in _subjects(playbook):
        for page in held(playbook, scope, *subject):
            yield page, subject, page.address(*ids)


def _subjects(playbook: Playbook) -> Iterator[tuple[Scope, tuple[Any, ...], tuple[str, ...]]]:
    """Everything that the playbook has pages for, with the ids that their addresses are made of."""
    yield Scope.PLAYBOOK, (), ()
    for slug, stages in addresses.crm_doors(playbook).items():
        if len(stages) > 1:
            yield Scope.CRM_DOOR, (slug, stages), (slug,)
    for buying in playbook.buying_processes:
        yield Scope.BUYING_PROCESS, (buying,), (buying.id,)
    for process in playbook.sales_processes:
        yield Scope.SALES_PROCESS, (process,), (process.id,)
        for stage in process.stages:
            yield scope_of(stage), (process, stage), (process.id, stage.id)


def of(playbook: Playbook) -> Iterator[str]:
    """The address of every page that `walk` meets."""
    return (address for _, _, address in walk(playbook))


def reference(rules: Iterable[str], kinds: Iterable[str]) -> Iterator[str]:
    """The address of every page that is the same in every playbook: one for each rule, one for each kind of file."""
    yield from (page.address(rule) for rule in rules for page in within(Scope.RULE))
    yield from (page.address(kind) for kind in kinds for page in within(Scope.KIND))


def redirects(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """Addresses without a page of their own, each with the one it leads to: old ones, then doors from the CRM."""
    yield from moved(playbook)
    for slug, stages in addresses.crm_doors(playbook).items():
        if len(stages) == 1:
            process, target = stages[0]
            yield addresses.crm_door(slug), addresses.stage(process.id, target.id)


def moved(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """Addresses that `formerly` keeps alive, each with the address that it leads to."""
    for buying in playbook.buying_processes:
        for old in buying.formerly:
            for page in held(playbook, Scope.BUYING_PROCESS, buying):
                yield page.address(old), page.address(buying.id)
    for process in playbook.sales_processes:
        for old in process.formerly:
            for page in held(playbook, Scope.SALES_PROCESS, process):
                yield page.address(old), page.address(process.id)
        for name in (process.id, *process.formerly):
            yield from _moved_stages(playbook, process, name)


def _moved_stages(playbook: Playbook, process: SalesProcess, name: str) -> Iterator[tuple[str, str]]:
    for stage in process.stages:
        for stage_id in (stage.id, *stage.formerly):
            if (name, stage_id) != (process.id, stage.id):
                for page in of_stage(playbook, process, stage):
                    yield page.address(name, stage_id), page.address(process.id, stage.id)
