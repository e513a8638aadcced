"""Lays the examples of a rule's page over the sound ledger.

An example is one or more blocks, each begun by a comment line:

    # milestones.yaml                 the fields below are merged into the sound file
    # milestones.yaml, whole          the file's text, as it is; also `in gb18030`, `in utf-16`, `with bom`
    # milestones.yaml, gone           the file is taken away
    # pilots/yx-titles-02, copied     another pilot, at first a copy of the sound one
    # as of 2026-04-30                the day of the check, where it is not that of the sound ledger
    # base                            the blocks up to `# now` are laid first and committed, to be compared with

Merging: mappings deeply; lists of mappings with `id` by id, unknown ids are appended; other lists are
replaced; `null` takes a key away. The seal of the pilot is made anew, unless the example speaks of it.
`<U+200B>` in an example stands for the character.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from repository import new_repository
from talentpilot.analysis.seal import seal_of
from talentpilot.store.git.revision import GitTree, open_revision
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

SOUND = Path(__file__).parent.parent / "sound"
HOME = "pilots/yx-titles-01"
AS_OF = date(2026, 3, 31)
REPLACED_LISTS = ("observations", "reports", "adoptions", "matters")
_MODES = "whole|gone|copied|with bom|in gb18030|in utf-16"
_HEAD = re.compile(rf"# (?P<file>\S+\.\w+|pilots/\S+)(?:, (?P<mode>{_MODES}))?")
_DAY = re.compile(r"# as of (\d{4}-\d{2}-\d{2})")
_CODECS = {"with bom": "utf-8-sig", "in gb18030": "gb18030", "in utf-16": "utf-16"}


@dataclass
class Block:
    """One file of an example."""

    file: str
    mode: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        text = "\n".join(self.lines).strip("\n") + "\n"
        return re.sub(r"<U\+([0-9A-F]{4})>", lambda match: chr(int(match[1], 16)), text)


@dataclass
class Example:
    """An example taken apart."""

    blocks: list[Block]
    as_of: date
    base: list[Block] | None = None


def speak_of_seal(blocks: list[Block]) -> bool:
    return any("seal" in line for block in blocks for line in block.lines)


def parse_example(text: str) -> Example:
    """The blocks of an example."""
    blocks: list[Block] = []
    base: list[Block] | None = None
    as_of = AS_OF
    for line in text.split("\n"):
        if match := _DAY.fullmatch(line):
            as_of = date.fromisoformat(match[1])
        elif line == "# now":
            base, blocks = blocks, []
        elif line == "# base":
            assert not blocks, "`# base` stands first"
        elif match := _HEAD.fullmatch(line):
            blocks.append(Block(match["file"], match["mode"] or "merged"))
        elif blocks:
            blocks[-1].lines.append(line)
        else:
            assert not line.strip(), f"an example begins with `# <file>`, not with {line!r}"
    return Example(blocks, as_of, base)


def place_of(file: str) -> str:
    """Where a file of an example lies in the ledger: below the sound pilot, unless it says otherwise."""
    return (
        file
        if file in ("programme.yaml", "catalogue.yaml") or file.startswith(("pilots/", "reports/"))
        else f"{HOME}/{file}"
    )


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder's bytes, without its permissions."""
    for item in source.rglob("*"):
        if item.is_file():
            place = target / item.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(item.read_bytes().replace(b"\r\n", b"\n"))


def lay_example(text: str, root: Path, *, reseal: bool = True) -> date:
    """Write the sound ledger with an example laid over it into `root`; returns the day of the check."""
    copy_folder(SOUND, root)
    example = parse_example(text)
    if example.base is not None:
        _lay_all(example.base, root, reseal=reseal)
        new_repository(root).commit()
    _lay_all(example.blocks, root, reseal=reseal)
    return example.as_of


def base_of(root: Path) -> GitTree | None:
    """What an example with a base is compared with."""
    return open_revision(root, "HEAD") if (root / ".git").exists() else None


def _lay_all(blocks: list[Block], root: Path, *, reseal: bool) -> None:
    for block in blocks:
        _lay(block, root)
    if reseal and not speak_of_seal(blocks):
        reseal_all(root, [block for block in blocks if block.mode == "copied"])


def _lay(block: Block, root: Path) -> None:
    place = root / place_of(block.file)
    if block.mode == "copied":
        copy_folder(SOUND / HOME, place)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    match block.mode:
        case "gone":
            place.unlink()
        case "merged":
            below = load(place.read_text("utf-8")) if place.exists() else {}
            place.write_bytes(dump(merge(below, load(block.text))).encode("utf-8"))
        case _:
            place.write_bytes(block.text.encode(_CODECS.get(block.mode, "utf-8")))


def load(text: str) -> Any:
    """YAML with every scalar as text; absent values are None."""
    return _absent(yaml.load(text, Loader=yaml.CBaseLoader))


def _absent(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _absent(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_absent(item) for item in value]
    return None if value in ("", "null", "~") else value


def dump(data: Any) -> str:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)


def merge(below: Any, above: Any, key: str = "") -> Any:
    """`above` laid over `below`."""
    if isinstance(below, dict) and isinstance(above, dict):
        merged = dict(below)
        for name, value in above.items():
            merged[name] = merge(below.get(name), value, name)
        return {name: value for name, value in merged.items() if value is not None}
    if isinstance(above, list) and isinstance(below, list) and key not in REPLACED_LISTS and _by_id(above):
        return _merge_by_id(below, above)
    return above


def _by_id(items: list[Any]) -> bool:
    return bool(items) and all(isinstance(item, dict) and "id" in item for item in items)


def _merge_by_id(below: list[Any], above: list[Any]) -> list[Any]:
    known = [item.get("id") for item in below if isinstance(item, dict)]
    if len(known) < len(below):
        return above
    laid = {item["id"]: item for item in above if item["id"] in known}
    merged = [merge(item, laid.get(item["id"], {})) for item in below]
    return merged + [_without_none(item) for item in above if item["id"] not in known]


def _without_none(value: Any) -> Any:
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


def reseal_all(root: Path, copies: list[Block]) -> None:
    """Make the seals of the sound pilot and of its copies anew, as far as they can be read."""
    for home in (HOME, *(block.file for block in copies)):
        folder = home.split("/")[1]
        file = root / home / "pilot.yaml"
        if not file.exists():
            continue
        reading = read_pilot(DiskTree(root), folder)
        if reading.pilot is None:
            continue
        data = load(file.read_text("utf-8-sig"))
        seal = (data.get("approval") or {}).get("seal")
        if not isinstance(seal, dict):
            continue
        kept = {part: mark for part, mark in seal.items() if part in reading.pilot.unreadable_ids}
        whole = all(reading.sources[name].readable for name in ("milestones.yaml", "outcomes.yaml"))
        new = seal_of(reading.pilot) | (kept if whole else {})
        if whole and new != seal:
            data["approval"]["seal"] = new
            file.write_bytes(dump(data).encode("utf-8"))
