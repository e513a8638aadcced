"""Find ids and titles by pattern, without parsing YAML, for shell completion."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from talentpilot.errors import TalentpilotError
from talentpilot.store.tree import Tree

_FILES: dict[str, str] = {
    "milestones": "milestones.yaml",
    "indicators": "outcomes.yaml",
    "practices": "outcomes.yaml",
    "evidence": "pilot.yaml",
    "bottlenecks": "pilot.yaml",
    "adjustments": "pilot.yaml",
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COMMENT = re.compile(r"^\s*#.*\n?", re.MULTILINE)
_ENTRY = re.compile(r"^([ \t]*)-[ \t]", re.MULTILINE)
_ID = re.compile(r"(?:^|[\s{,-])(?:id|code):[ \t]*[\"']?([A-Za-z0-9._-]+)")
_REGION = re.compile(r"(?:^|[\s{,])region:[ \t]*[\"']?([0-9]{6}|XPCC)\b")
_VALUE = r":[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s{\[\"'|>]%s*))"
_LINE, _PIECE = _VALUE % r"(?:[^\n#]|(?<=\S)#)", _VALUE % r"[^,}\n#]"
_TITLES = {
    name: re.compile(rf"^[ \t]*(?:-[ \t]+)?{name}{_LINE}|[\s{{,]{name}{_PIECE}", re.MULTILINE)
    for name in ("zh", "en", "title")
}
"""Patterns of titles; a value on its own line ends with the line, one in braces at the next comma."""
_HEAD = 2048
"""Number of characters at the start of pilot.yaml that are searched for its title."""


@dataclass(frozen=True, slots=True)
class IndexedId:
    """An id with its title. A title in one language serves both."""

    id: str
    zh: str = ""
    en: str = ""

    def say(self, language: Literal["zh", "en"]) -> str:
        """Return the title in that language, or in the other one if it is missing."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


def find_pilots(tree: Tree) -> tuple[str, ...]:
    """Return the names of the pilots' folders, sorted."""
    return tuple(name for name, is_folder in _names(tree, "pilots") if is_folder)


def find_title(tree: Tree, pilot: str) -> IndexedId:
    """Return a pilot with its title."""
    text = _text(tree, f"pilots/{pilot}/pilot.yaml")[:_HEAD]
    found = re.search(r"^title:.*(?:\n[ \t]+.*)*", text, re.MULTILINE)
    return _titled(pilot, found.group() if found else "")


def find_inner_ids(tree: Tree, pilot: str, sort: str) -> tuple[IndexedId, ...]:
    """Return the ids of one kind in a pilot: milestones, indicators, practices, evidence, bottlenecks, adjustments, or
    evaluation names.
    """
    if sort == "evaluations":
        return _evaluations(tree, pilot)
    return _listed(_section(_text(tree, f"pilots/{pilot}/{_FILES[sort]}"), sort))


def find_organizations(tree: Tree) -> tuple[IndexedId, ...]:
    """Return the organizations of the programme."""
    return _listed(_section(_text(tree, "programme.yaml"), "organizations"))


def find_regions(tree: Tree) -> tuple[IndexedId, ...]:
    """Return the regions that the programme adds and those of its organizations."""
    text = _text(tree, "programme.yaml")
    own = _listed(_section(text, "regions"))
    known = {item.id for item in own}
    return own + tuple(IndexedId(code) for code in dict.fromkeys(_REGION.findall(text)) if code not in known)


def find_domains(tree: Tree) -> tuple[IndexedId, ...]:
    """Return the domains of the catalogue."""
    return _listed(_section(_text(tree, "catalogue.yaml"), "domains"))


def find_tasks(tree: Tree) -> tuple[IndexedId, ...]:
    """Return the tasks of the catalogue, domain by domain."""
    domains = _entries(_section(_text(tree, "catalogue.yaml"), "domains"))
    return tuple(item for domain in domains for item in _listed(domain.partition("tasks:")[2]))


def _evaluations(tree: Tree, pilot: str) -> tuple[IndexedId, ...]:
    names = _names(tree, f"pilots/{pilot}/evaluations")
    return tuple(
        IndexedId(name.removesuffix(".yaml")) for name, folder in names if not folder and name.endswith(".yaml")
    )


def _names(tree: Tree, folder: str) -> Iterator[tuple[str, bool]]:
    try:
        yield from (item for item in tree.names(folder) if _NAME.fullmatch(item[0]))
    except TalentpilotError:
        return


def _text(tree: Tree, path: str) -> str:
    try:
        content = tree.read(path)
    except (TalentpilotError, OSError):
        return ""
    return _COMMENT.sub("", content.decode("utf-8", "replace")) if isinstance(content, bytes) else ""


def _section(text: str, key: str) -> str:
    """Return the text below a top-level key, up to the next key."""
    found = re.search(rf"^{key}:(.*(?:\n(?:[ \t-].*)?)*)", text, re.MULTILINE)
    return found.group(1) if found else ""


def _entries(text: str) -> list[str]:
    """Return the items of a list: those with the smallest indentation, or those in brackets."""
    starts = list(_ENTRY.finditer(text))
    if not starts:
        return re.split(r"(?=\{\s*(?:id|code):)", text)[1:]
    least = min(len(item.group(1)) for item in starts)
    places = [item.start() for item in starts if len(item.group(1)) == least]
    return [text[start:end] for start, end in zip(places, [*places[1:], len(text)], strict=True)]


def _listed(text: str) -> tuple[IndexedId, ...]:
    found: dict[str, IndexedId] = {}
    for entry in _entries(text):
        identifier = _ID.search(entry)
        if identifier is not None and _NAME.fullmatch(identifier.group(1)):
            found.setdefault(identifier.group(1), _titled(identifier.group(1), entry))
    return tuple(found.values())


def _titled(identifier: str, text: str) -> IndexedId:
    plain = _value(text, "title")
    return (
        IndexedId(identifier, plain, plain) if plain else IndexedId(identifier, _value(text, "zh"), _value(text, "en"))
    )


def _value(text: str, name: str) -> str:
    found = _TITLES[name].search(text)
    return next((group.strip() for group in found.groups() if group), "") if found else ""
