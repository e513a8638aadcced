"""Templates of one's own: what there is to override, what is in force, and whether a copy has grown old.

A copy begins with a line that says which built-in template it was made from, with that one's digest. When the program
brings another one later, the list says so: the copy goes on as it is, and its owner can look what has changed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from talentpilot.errors import UsageProblem
from talentpilot.report import templates
from talentpilot.report.sandbox import nearest

State = Literal["built in", "as built in", "changed", "outdated", "own"]
"""What is in force: the built-in one; a copy of it; one that differs; one whose built-in one has changed since it was
copied; one of a name that the program does not know."""

FIXED = ("filter.lua",)
"""Programs, not texts: a ledger that somebody cloned must not bring its own."""
_KINDS: Mapping[str, tuple[str, str]] = {".j2": ("{# ", " #}"), ".typ": ("// ", "")}
"""How a comment begins and ends in each kind of template."""
_WORDLESS = {
    "reference.en.docx": "Styles of the Word documents in English.",
    "reference.zh.docx": "Styles of the Word documents in Chinese.",
}
"""What the files are for that hold no comment."""

_COPIED = re.compile(r"copied from (\S+), (sha256:[0-9a-f]{64})")
_COMMENT = re.compile(r"\s*(?:\{#-?\s*(.*?)\s*-?#\}|((?:(?://|--)[^\n]*\n?)+))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """A template in force: where it is from (built-in, ledger, given), its file, what it is for."""

    name: str
    origin: str
    file: Path
    state: State
    purpose: str


def listed(ledger: Path | None, given: Path | None) -> tuple[Listed, ...]:
    """Return every template that is in force for a ledger with its `templates/`, and those given; by name."""
    built_in = templates.built_in()
    own = (("given", given), ("ledger", ledger))
    folders = [(origin, folder) for origin, folder in own if folder is not None and folder.resolve() != built_in]
    found: dict[str, Listed] = {}
    for origin, folder in (*folders, ("built-in", built_in)):
        for name in _names_in(folder):
            if name not in found:
                found[name] = _listed(name, origin, folder / name)
    return tuple(found[name] for name in sorted(found))


def copies(wanted: Sequence[str]) -> dict[str, bytes]:
    """Return the built-in templates of these names as they are written, `all` for every one.

    Raises:
        UsageProblem: there is no such template, or it can't be overridden.
    """
    known = tuple(name for name in templates.names() if name not in FIXED)
    for name in wanted:
        if name in FIXED:
            raise UsageProblem(f"template {name} is a program and can't be overridden")
        if name not in known and name != "all":
            advice = nearest(name, known).removeprefix("; ") or "talentpilot templates list shows them"
            raise UsageProblem(f"no template {name}\n  help: {advice}")
    return {name: _copy(name) for name in (known if "all" in wanted else dict.fromkeys(wanted))}


def _copy(name: str) -> bytes:
    """Return the template behind the line that says where it is from; as it is where it has no comments."""
    file = templates.built_in() / name
    kind = _KINDS.get(file.suffix)
    if kind is None:
        return file.read_bytes()
    return f"{kind[0]}copied from {name}, {templates.digest_of(file)}{kind[1]}\n{templates.text_of(file)}".encode()


def _names_in(folder: Path) -> Iterable[str]:
    """Yield the templates in a folder: the files that can be one."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return (path.relative_to(folder).as_posix() for path in files if path.suffix in (*_KINDS, ".docx"))


def _listed(name: str, origin: str, file: Path) -> Listed:
    built_in = templates.built_in() / name
    known = built_in.is_file()
    state: State = "built in" if origin == "built-in" else _state(file, built_in) if known else "own"
    return Listed(name, origin, file, state, _purpose(built_in if known else file))


def _state(file: Path, built_in: Path) -> State:
    """Return how a custom template stands to the built-in one of its name."""
    if file.suffix not in _KINDS:
        return "as built in" if file.read_bytes() == built_in.read_bytes() else "changed"
    text = templates.text_of(file)
    first, _, rest = text.partition("\n")
    copied = _COPIED.search(first)
    if templates.text_of(built_in) in (text, rest if copied else text):
        return "as built in"
    return "outdated" if copied and copied[2] != templates.digest_of(built_in) else "changed"


def _purpose(file: Path) -> str:
    """Return the first sentence of the first comment that is not the line of a copy."""
    if file.suffix not in _KINDS:
        return _WORDLESS.get(file.name, "")
    text = templates.text_of(file)
    if _COPIED.search(text.partition("\n")[0]):
        text = text.partition("\n")[2]
    found = _COMMENT.match(text)
    if found is None:
        return ""
    said = found[1] if found[1] is not None else re.sub(r"^(//|--) ?", "", found[2], flags=re.MULTILINE)
    return re.split(r"(?<=[.。])\s|\n", said.strip(), maxsplit=1)[0]
