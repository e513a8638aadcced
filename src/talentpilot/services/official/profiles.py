"""Find and read the profile by which official documents are written."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.official_profile import BUILT_IN, SCHEMA, OfficialProfile
from talentpilot.report import templates
from talentpilot.report.official.geometry import geometry
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.reader import READING_WARNINGS
from talentpilot.store.source import SourceFile, open_source, read_as
from talentpilot.store.tree import DiskTree

PROFILE = "gongwen/profile.yaml"
"""The name of the profile among the templates."""
NAME = "gb9704"
_COPY = "talentpilot templates copy gongwen/profile.yaml"


@dataclass(frozen=True, slots=True)
class ChosenProfile:
    """A profile with its name and digest, and the folder of fonts that it names."""

    profile: OfficialProfile
    name: str = NAME
    digest: str = ""
    fonts_folder: Path | None = None


def chosen_profile(ledger: OpenLedger, given: Path | None) -> ChosenProfile:
    """Return the profile given, or the ledger's own, or the built-in one.

    Raises:
        UsageProblem: the file can't be read or is wrong; every mistake is named with its line.
    """
    if given is not None:
        return read_profile(DiskTree(given.parent).read(given.name), str(given), given.parent)
    content = ledger.source.read(f"templates/{PROFILE}")
    if content is None:
        return ChosenProfile(BUILT_IN, NAME, templates.digest_of(templates.find(PROFILE, ())))
    return read_profile(content, f"templates/{PROFILE}", ledger.root)


def read_profile(content: object, place: str, base: Path) -> ChosenProfile:
    """Return the profile in a file; `base` is the folder that its fonts lie in.

    Raises:
        UsageProblem: the file can't be read or is wrong; every mistake is named with its line.
    """
    if not isinstance(content, bytes):
        raise UsageProblem("{file} can't be read", help="name a profile of official documents", file=place)
    source = open_source(place, content)
    profile = read_as(source, OfficialProfile, SCHEMA)
    _refuse_faults(source)
    if profile is None:
        raise UsageProblem("{file} holds no profile", help=_COPY, file=place)
    try:
        geometry(profile)
    except UsageProblem as problem:
        raise UsageProblem("{file}: {problem}", help=problem.help, file=place, problem=problem.message) from problem
    digest = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
    return ChosenProfile(profile, place, f"sha256:{digest}", _fonts_folder(profile, base, place))


def _refuse_faults(source: SourceFile) -> None:
    found = [
        (one.line, one.column, one.message, one.help) for one in source.problems if one.rule not in READING_WARNINGS
    ]
    found += [
        (one.mark.line, one.mark.column, one.message, one.help)
        for one in source.faults
        if one.rule not in READING_WARNINGS
    ]
    if found:
        lines = [
            Message(
                "{file}:{line}:{column}: {message}\n  {help}",
                {
                    "file": source.path,
                    "line": str(line + 1),
                    "column": str(column + 1),
                    "message": text,
                    "help": advice,
                },
            )
            for line, column, text, advice in sorted(found, key=lambda one: one[:2])
        ]
        raise UsageProblem(Message.joined("\n", lines))


def _fonts_folder(profile: OfficialProfile, base: Path, place: str) -> Path | None:
    """Return the folder of fonts: inside the ledger, or the folder of a profile that was given.

    Raises:
        UsageProblem: it leads out of it, or is none.
    """
    stated = profile.pdf.fonts_dir
    if stated is None:
        return None
    folder = (base / stated).resolve()
    if not folder.is_relative_to(base.resolve()):
        raise UsageProblem(
            "{file}: pdf/fonts_dir {folder} leads out of {base}", help="use {--font-dir} for fonts elsewhere",
            file=place, folder=stated, base=base,
        )  # fmt: skip
    if not folder.is_dir():
        raise UsageProblem(
            "{file}: pdf/fonts_dir {folder} is not a folder", help="name a folder in {base}",
            file=place, folder=stated, base=base,
        )  # fmt: skip
    return folder
