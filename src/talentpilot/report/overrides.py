"""Custom templates: what can be overridden, which template is used, and whether a copy is outdated.

A copy begins with a line that names its built-in template and the template's digest. When a later version of the
program changes that template, the list says so: the copy stays in use, and its owner can review the change.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.report import templates
from talentpilot.report.official.custom_body import DocumentKind, body_template
from talentpilot.report.official.custom_styles import NAME as STYLES
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
_QUOTED = re.compile(r"""["']([^"'\n]+)["']""")
_ENDING = re.compile(r"(\.md|\.vl\.json|\.json)?\.\w+$")
_COMMENT = re.compile(r"\s*(?:\{#-?\s*(.*?)\s*-?#\}|((?:(?://|--|#)[^\n]*\n?)+))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """A template: its origin (built-in, ledger, given), its file, its purpose.

    One that nothing asks for is not `used`; `near` is the name that its own may be a slip for.
    """

    name: str
    origin: str
    file: Path
    state: State
    purpose: str
    used: bool = True
    near: str = ""


def listed(ledger: Path | None, given: Path | None) -> tuple[Listed, ...]:
    """Return every template for a ledger with its `templates/` and the given folder, by name."""
    built_in = templates.built_in()
    own = (("given", given), ("ledger", ledger))
    folders = [(origin, folder) for origin, folder in own if folder is not None and folder.resolve() != built_in]
    found: dict[str, Listed] = {}
    for origin, folder in (*folders, ("built-in", built_in)):
        for name in _names_in(folder):
            if name not in found and name not in FIXED:
                found[name] = _listed(name, origin, folder / name)
    asked = _asked_for(found) if any(item.state == "own" for item in found.values()) else found.keys()
    for name in found.keys() - asked:
        found[name] = replace(found[name], used=False, near=_nearest(name, asked))
    return tuple(found[name] for name in sorted(found))


def _asked_for(found: Mapping[str, Listed]) -> Set[str]:
    """Return the names of templates that the program or a template in use asks for, whether there are such or not."""
    asked = {STYLES, *map(body_template, get_args(DocumentKind)), *templates.names()}
    unread = asked & found.keys()
    while unread:
        item = found[unread.pop()]
        words = _QUOTED.findall(templates.text_of(item.file)) if item.file.suffix in _KINDS else ()
        drawn = {f"charts/{word}.vl.json.j2" for word in words} & found.keys()
        named = drawn.union(word for word in words if templates.can_be_template(word))
        unread |= (named - asked) & found.keys()
        asked |= named
    return asked


def _nearest(name: str, asked: Iterable[str]) -> str:
    """Return the name that one is most likely a slip for, first of all in its own folder; empty if none is similar."""
    folder, stem = _parted(name)
    others = [(_parted(other), other) for other in sorted(asked)]
    near = nearest_words(stem, (other_stem for (_, other_stem), _ in others))
    meant_for = [(place != folder, other) for (place, other_stem), other in others if other_stem in near[:1]]
    return min(meant_for, default=(True, ""))[1]


def _parted(name: str) -> tuple[str, str]:
    folder, _, file = name.rpartition("/")
    return folder, _ENDING.sub("", file)


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
