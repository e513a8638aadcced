"""Custom templates: what can be overridden, which template is used, and whether a copy is outdated.

A copy begins with a line that names its built-in template and the template's digest. When a later version of the
program changes that template, the list says so: the copy stays in use, and its owner can review the change.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.report import templates
from talentpilot.suggestions import meant, nearest_words

State = Literal["built in", "as built in", "changed", "outdated", "own"]
"""The state of a template: built-in; an unchanged copy; a changed one; a copy whose built-in template has changed
since;
or one whose name the program does not know.
"""

FIXED = ("filter.lua", "gongwen/official.typ")
"""Programs rather than texts: a cloned ledger must not bring its own."""
_KINDS: Mapping[str, tuple[str, str]] = {".j2": ("{# ", " #}"), ".typ": ("// ", ""), ".yaml": ("# ", "")}
"""The start and end of a comment in each kind of template."""
_WORDLESS = {
    "reference.en.docx": "Styles of the Word documents in English.",
    "reference.zh.docx": "Styles of the Word documents in Chinese.",
}
"""The purpose of the files that hold no comment."""

_COPIED = re.compile(r"copied from (\S+), (sha256:[0-9a-f]{64})")
_COMMENT = re.compile(r"\s*(?:\{#-?\s*(.*?)\s*-?#\}|((?:(?://|--|#)[^\n]*\n?)+))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """A template in use: its origin (built-in, ledger, given), its file, its purpose."""

    name: str
    origin: str
    file: Path
    state: State
    purpose: str


def listed(ledger: Path | None, given: Path | None) -> tuple[Listed, ...]:
    """Return every template in use for a ledger with its `templates/` and the given folders, by name."""
    built_in = templates.built_in()
    own = (("given", given), ("ledger", ledger))
    folders = [(origin, folder) for origin, folder in own if folder is not None and folder.resolve() != built_in]
    found: dict[str, Listed] = {}
    for origin, folder in (*folders, ("built-in", built_in)):
        for name in _names_in(folder):
            if name not in found and name not in FIXED:
                found[name] = _listed(name, origin, folder / name)
    return tuple(found[name] for name in sorted(found))


def copies(wanted: Sequence[str]) -> dict[str, bytes]:
    """Return the source of the built-in templates of these names; `all` stands for every one.

    Raises:
        UsageProblem: there is no such template, or it can't be overridden.
    """
    known = tuple(name for name in templates.names() if name not in FIXED)
    for name in wanted:
        if name in FIXED:
            raise UsageProblem("template {name} is a program and can't be overridden", name=name)
        if name not in known and name != "all":
            near = nearest_words(name, known)
            advice = meant(near) if near else Message("talentpilot templates list shows them")
            raise UsageProblem("there is no template {name}", help=advice, name=name)
    return {name: _copy(name) for name in (known if "all" in wanted else dict.fromkeys(wanted))}


def _copy(name: str) -> bytes:
    """Return the template after a line that states its origin, or unchanged if it can't have comments."""
    file = templates.built_in() / name
    kind = _KINDS.get(file.suffix)
    if kind is None:
        return file.read_bytes()
    return f"{kind[0]}copied from {name}, {templates.digest_of(file)}{kind[1]}\n{templates.text_of(file)}".encode()


def _names_in(folder: Path) -> Iterable[str]:
    """Yield the files in a folder that can be templates."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return (path.relative_to(folder).as_posix() for path in files if path.suffix in (*_KINDS, ".docx"))


def _listed(name: str, origin: str, file: Path) -> Listed:
    built_in = templates.built_in() / name
    known = built_in.is_file()
    state: State = "built in" if origin == "built-in" else _state(file, built_in) if known else "own"
    return Listed(name, origin, file, state, _purpose(built_in if known else file))


def _state(file: Path, built_in: Path) -> State:
    """Return the state of a custom template, compared with the built-in one of its name."""
    if file.suffix not in _KINDS:
        return "as built in" if file.read_bytes() == built_in.read_bytes() else "changed"
    text = templates.text_of(file)
    first, _, rest = text.partition("\n")
    copied = _COPIED.search(first)
    if templates.text_of(built_in) in (text, rest if copied else text):
        return "as built in"
    return "outdated" if copied and copied[2] != templates.digest_of(built_in) else "changed"


def _purpose(file: Path) -> str:
    """Return the first sentence of the first comment after the line of a copy."""
    if file.suffix not in _KINDS:
        return _WORDLESS.get(file.name, "")
    text = templates.text_of(file)
    if _COPIED.search(text.partition("\n")[0]):
        text = text.partition("\n")[2]
    found = _COMMENT.match(text)
    if found is None:
        return ""
    said = found[1] if found[1] is not None else re.sub(r"^(//|--|#) ?", "", found[2], flags=re.MULTILINE)
    return " ".join(re.split(r"(?<=[.。])\s|\n\s*\n", said.strip(), maxsplit=1)[0].split())
