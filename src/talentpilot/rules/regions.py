"""Regions: codes that exist (S07), levels that fit, and which region lies in which."""

import re
from collections.abc import Iterator

from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.ledger import NAMELESS
from talentpilot.model.programme import Programme, RegionEntry
from talentpilot.model.regions import REGIONS
from talentpilot.rules.contexts import OUTCOMES, PILOT, PilotContext, ProgrammeContext
from talentpilot.rules.rule import Finding, pilot_rule, programme_rule
from talentpilot.suggestions import edit_distance, known_words

_LEVEL_BY_CODE = (("province", re.compile(r"\d\d0000|XPCC")), ("prefecture", re.compile(r"\d{4}00")))
_RANK = {"province": 0, "prefecture": 1, "county": 2}


def level_of(code: str) -> str:
    """Return the level that a code shows: 320000 is a province, 320100 a prefecture, 320102 a county."""
    return next((level for level, form in _LEVEL_BY_CODE if form.fullmatch(code)), "county")


def province_of(code: str) -> str:
    """Return the code of the province that a code begins with."""
    return code if code == "XPCC" else f"{code[:2]}0000"


def is_known(code: str, programme: Programme, unreadable: frozenset[str]) -> bool:
    """Return whether the code itself, or its province, is known; an entry that can't be read counts as known."""
    return any(region.code == code for region in programme.regions) or _has_province(code, programme, unreadable)


def _has_province(code: str, programme: Programme, unreadable: frozenset[str]) -> bool:
    province = province_of(code)
    listed = province in REGIONS or any(region.code == province for region in programme.regions)
    return listed or not unreadable.isdisjoint((province, code, NAMELESS))


def codes_in_use(programme: Programme) -> set[str]:
    """Return the known codes that the programme and its organizations use, and the provinces around them."""
    used = {item.region for item in programme.organizations} | {item.code for item in programme.regions}
    return {item for code in used if is_known(code, programme, frozenset()) for item in (code, province_of(code))}


def lies_in(inner: str, outer: str, programme: Programme) -> bool:
    """Return whether a region is another or lies in it: by its digits, or by the `parent` the programme gives it."""
    parents = {region.code: region.parent for region in programme.regions}
    met: set[str] = set()
    current: str | None = inner
    while current is not None and current not in met:
        if current == outer or (outer != "XPCC" and current.startswith(_digits_that_count(outer))):
            return True
        met.add(current)
        current = parents.get(current)
    return False


def _digits_that_count(code: str) -> str:
    return {"province": code[:2], "prefecture": code[:4]}.get(level_of(code), code)


def _regions_of_programme(context: ProgrammeContext) -> Iterator[Finding]:
    programme = context.programme
    for index, entry in enumerate(programme.regions):
        place: FieldPath = ("regions", index)
        if not _has_province(entry.code, programme, context.unreadable_ids):
            yield _unknown_region("programme.yaml", (*place, "code"), entry.code, programme)
        yield from _level(entry, place)
        if entry.parent is not None and not is_known(entry.parent, programme, context.unreadable_ids):
            yield _unknown_region("programme.yaml", (*place, "parent"), entry.parent, programme)
    for index, organization in enumerate(programme.organizations):
        if not is_known(organization.region, programme, context.unreadable_ids):
            place = ("organizations", index, "region")
            yield _unknown_region("programme.yaml", place, organization.region, programme)


def _level(entry: RegionEntry, place: FieldPath) -> Iterator[Finding]:
    shown = level_of(entry.code)
    if entry.level != shown:
        values = {"level": entry.level, "code": entry.code, "shown": shown}
        yield Finding(
            "programme.yaml", (*place, "level"),
            "level {level} does not fit {code}, which is the code of a {shown}", values,
            "a province ends with 0000, a prefecture with 00; correct the level or the code",
        )  # fmt: skip
    elif entry.parent is not None and _RANK[level_of(entry.parent)] >= _RANK[shown]:
        values = {"parent": entry.parent, "code": entry.code}
        yield Finding(
            "programme.yaml", (*place, "parent"),
            "parent {parent} is not of a higher level than {code}", values,
            "write the code of the province or prefecture in which the region lies",
        )  # fmt: skip


def _unknown_region(file: str, path: FieldPath, code: str, programme: Programme) -> Finding:
    """Return the finding, with the code that is probably meant: one that the ledger uses, or a province."""
    used = codes_in_use(programme)
    known = used if any(edit_distance(code, item) == 1 for item in used) else used | REGIONS.keys()
    return Finding(
        file, path, "region {code} is unknown: no province has the code {prefix}0000",
        {"code": code, "prefix": code[:2], "known": known_words(code, known)},
        "{known} write a code of GB/T 2260, or add the region to `regions` in programme.yaml",
    )  # fmt: skip


@programme_rule.as_well(_regions_of_programme)
@pilot_rule("S07", "no-such-region", Severity.ERROR)
def no_such_region(context: PilotContext) -> Iterator[Finding]:
    """A region code does not have six digits, begins with no known province, or its level does not fit.

    Spreadsheets drop zeros and lists contain typing errors; a pilot with a wrong region is missing from its province's
    figures. Add regions that are not in GB/T 2260 under `regions` in programme.yaml.

    Bad:
        # pilot.yaml
        region: 98000

    Good:
        # pilot.yaml
        region: 990000
    """
    if not is_known(context.pilot.file.region, context.programme, context.unreadable_ids):
        yield _unknown_region(PILOT, ("region",), context.pilot.file.region, context.programme)
    for index, practice in enumerate(context.pilot.practices):
        for number, adoption in enumerate(practice.adoptions):
            code = adoption.region
            if code is not None and not is_known(code, context.programme, context.unreadable_ids):
                place = ("practices", index, "adoptions", number, "region")
                yield _unknown_region(OUTCOMES, place, code, context.programme)
