"""Candidates for shell completion, found quickly and without error messages."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import typer

from talentpilot.cli.completion import COMPLETING, HEAD, PATHS, Candidates
from talentpilot.cli.session import terminal_language
from talentpilot.store import id_index
from talentpilot.store.id_index import IndexedId
from talentpilot.store.tree import DiskTree, Tree, find_root

_TITLES = 60
"""Pilots whose titles are read to be shown; above that, the ids alone."""
_HOSTILE = str.maketrans(dict.fromkeys("\\\"'`$()[]{}<>;&|!*?~#:\n\r\t", " "))
"""Characters that a shell or a terminal might interpret; remarks are shown without them."""
_STATED = ("milestones", "indicators")


def of_words(words: str, incomplete: str) -> Candidates:
    """Return the words with that beginning; of a list with commas, those not yet written."""
    if "," not in words:
        return [(word, "") for word in words.split() if word.startswith(incomplete)]
    return _in_list(words.split(","), incomplete)


def of_source(source: str, ctx: typer.Context, incomplete: str) -> Candidates:
    """Return the candidates of a source in the ledger or the program; none if there is no ledger."""
    head = os.environ.get(HEAD, "")
    with suppress(Exception):  # a bug here would spoil the line that somebody is typing
        find = _ledgers if source == "ledgers" else partial(_candidates, source)
        found = find(ctx, head + incomplete)
        return [(word.removeprefix(head), _plain(remark)) for word, remark in found]
    return []


def _candidates(source: str, ctx: typer.Context, incomplete: str) -> Candidates:
    if source in _EVERYWHERE:
        return _EVERYWHERE[source](incomplete)
    tree = DiskTree(_root(ctx))
    if source == "pilots":
        return _pilots(tree, incomplete)
    if source == "subjects":
        return _subjects(tree, incomplete)
    if source == "views":
        return _views(tree, incomplete)
    if source in _OF_LEDGER:
        return _beginning(_OF_LEDGER[source](tree), incomplete)
    if source.startswith("pilots"):
        return _inside(tree, incomplete, (source[len("pilots") + 1 :],), alone="+" in source)
    pilot = _pilot_named(ctx, tree)
    if source == "paths":
        return _paths(tree, pilot, incomplete) if pilot else []
    return _beginning(id_index.find_inner_ids(tree, pilot, source), incomplete) if pilot else []


def _ledgers(ctx: typer.Context, incomplete: str) -> Candidates:
    """Return the ledgers of the federation that `--root` names, or of the one around this folder."""
    from talentpilot.services.ledger import locate_federation
    from talentpilot.store.federation import read_federation

    root = locate_federation(_given_root(ctx), Path.cwd())
    federation = read_federation(DiskTree(root)).federation if root is not None else None
    language = terminal_language()
    return [
        (entry.id, entry.title.say(language) if entry.title is not None else "")
        for entry in (federation.ledgers if federation is not None else ())
        if entry.id.startswith(incomplete)
    ]


def _root(ctx: typer.Context) -> Path:
    """Return the ledger that `--root` names, before or after the command; else the one around this folder."""
    given = _given_root(ctx)
    return find_root(Path.cwd()) if given is None else given


def _given_root(ctx: typer.Context) -> Path | None:
    """Return the folder that `--root` names, before or after the command."""
    line, outer = [ctx.params], ctx.parent
    while outer is not None:
        line.append(outer.params)
        outer = outer.parent
    given = next((found for params in line if (found := params.get("root")) is not None), None)
    return None if given is None else Path(str(given)).expanduser()


def _pilot_named(ctx: typer.Context, tree: Tree) -> str | None:
    """Return the pilot that is named on the line already."""
    known = set(id_index.find_pilots(tree))
    words = (str(word).partition("/")[0] for word in (*ctx.params.values(), *ctx.args) if isinstance(word, str))
    return next((word for word in words if word in known), None)


def _beginning(items: Iterable[IndexedId], incomplete: str, before: str = "") -> Candidates:
    """Return those with that beginning and their titles; `before` is written before each id."""
    language = terminal_language()
    return [(before + one.id, one.say(language)) for one in items if f"{before}{one.id}".startswith(incomplete)]


def _pilots(tree: Tree, incomplete: str, before: str = "") -> Candidates:
    names = [name for name in id_index.find_pilots(tree) if f"{before}{name}".startswith(incomplete)]
    if len(names) > _TITLES or os.environ.get(COMPLETING) == "complete_bash":
        return [(before + name, "") for name in names]
    return _beginning((id_index.find_title(tree, name) for name in names), incomplete, before)


def _inside(tree: Tree, incomplete: str, sorts: Sequence[str], *, alone: bool) -> Candidates:
    """Return pilots; once only one can be meant, what it has inside, so that no press of Tab leads nowhere."""
    pilot, slash, _ = incomplete.partition("/")
    found = _pilots(tree, pilot)
    names = [name for name, _ in found]
    if not slash and len(names) > 1:
        return found if alone else [(f"{name}/", title) for name, title in found]
    one = pilot if slash else "".join(names)
    if one not in names:
        return []
    inner = [
        item for sort in sorts for item in _beginning(id_index.find_inner_ids(tree, one, sort), incomplete, f"{one}/")
    ]
    return [*([] if slash or not alone else found), *inner]


def _subjects(tree: Tree, incomplete: str) -> Candidates:
    """For `explain`: pilots with their milestones and indicators; rules if no pilot has that beginning."""
    found = _inside(tree, incomplete, _STATED, alone=True)
    return found or (_rules(incomplete) if "/" not in incomplete else [])


def _paths(tree: Tree, pilot: str, incomplete: str) -> Candidates:
    """Return what an adjustment may change: objects of the plan; once only one can be meant, its fields."""
    of_plan = [(name, "") for name in PATHS["plan"] if name.startswith(incomplete)]
    wanted = incomplete.partition("/")[0]
    objects = [(one, sort) for sort in _STATED for one in id_index.find_inner_ids(tree, pilot, sort)]
    if "/" in incomplete:
        objects = [(one, sort) for one, sort in objects if one.id == wanted]
    objects = [(one, sort) for one, sort in objects if one.id.startswith(wanted)]
    if len(objects) + len(of_plan) > 1:
        return of_plan + _beginning((one for one, _ in objects), incomplete)
    fields = [(f"{one.id}/{name}", "") for one, sort in objects for name in PATHS[sort]]
    return of_plan + [item for item in fields if item[0].startswith(incomplete)]


def _views(tree: Tree, incomplete: str) -> Candidates:
    """Kinds of view; once only one can be meant, what there is of it."""
    kinds = [kind for kind in _VIEWS if kind.startswith(incomplete)]
    kind, colon, _ = incomplete.partition(":")
    if not colon and len(kinds) != 1:
        return [(kind, "") for kind in kinds]
    chosen = f"{kind}:" if colon else kinds[0]
    if chosen == "pilot:":
        return _pilots(tree, incomplete, chosen)
    if chosen in _VIEWS and _VIEWS[chosen] is not None:
        return _beginning(_OF_LEDGER[_VIEWS[chosen] or ""](tree), incomplete, chosen)
    return [(chosen, "")] if chosen in _VIEWS else []


def _regions(tree: Tree) -> Iterator[IndexedId]:
    from talentpilot.model.regions import REGIONS

    seen = set()
    for one in id_index.find_regions(tree):
        seen.add(one.id)
        known = REGIONS.get(one.id)
        yield one if known is None else IndexedId(one.id, known.zh, known.en)
    yield from (IndexedId(one.code, one.zh, one.en) for one in REGIONS.values() if one.code not in seen)


def _rules(incomplete: str) -> Candidates:
    """Ids of rules and reasons, or names of rules, several with commas; with the summary of each."""
    from talentpilot.analysis.lights import REASONS
    from talentpilot.rules import ALL_RULES

    small = incomplete.rpartition(",")[2][:1].islower()
    words = {rule.name if small else rule.id: rule.id if small else rule.name for rule in ALL_RULES}
    return _in_list([*words, *REASONS], incomplete, words)


def _in_list(words: Iterable[str], incomplete: str, remarks: dict[str, str] | None = None) -> Candidates:
    done, comma, rest = incomplete.rpartition(",")
    written = set(done.split(","))
    fitting = [word for word in words if word.startswith(rest) and word not in written]
    return [(f"{done}{comma}{word}", (remarks or {}).get(word, "")) for word in fitting]


def _templates(incomplete: str) -> Candidates:
    from talentpilot.report import overrides, templates

    names = [name for name in templates.names() if name not in overrides.FIXED]
    return [(name, "") for name in [*names, "all"] if name.startswith(incomplete)]


def _plain(remark: str) -> str:
    """Return a remark on one short line, without anything that a shell might run."""
    text = " ".join(remark.translate(_HOSTILE).split())
    return "".join(mark for mark in text if mark.isprintable())[:60]


_VIEWS: dict[str, str | None] = {
    "programme": None, "domain:": "domains", "region:": "regions", "lead:": "organizations", "pilot:": "pilots",
}  # fmt: skip
_EVERYWHERE: dict[str, Callable[[str], Candidates]] = {"rules": _rules, "templates": _templates}
_OF_LEDGER: dict[str, Callable[[Tree], Iterable[IndexedId]]] = {
    "organizations": id_index.find_organizations,
    "tasks": id_index.find_tasks,
    "domains": id_index.find_domains,
    "regions": _regions,
}
