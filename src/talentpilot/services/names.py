"""Find the id of an organization, region, task, domain or pilot by its name."""

from collections.abc import Mapping
from typing import Literal

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.i18n.word_codes import find_name
from talentpilot.model.regions import REGIONS
from talentpilot.model.scalars import FILE_ID, REGION
from talentpilot.model.units import BUILT_IN_UNITS
from talentpilot.services.ledger import OpenLedger
from talentpilot.suggestions import nearest_words, those

NameKind = Literal["organization", "region", "task", "domain", "pilot", "unit"]


def id_of(ledger: OpenLedger, kind: NameKind, name: str) -> str:
    """Return the id that a name stands for; an id stands for itself, whether or not the ledger has it.

    A name is found by its full text in either language, by its short form, or by its beginning if only one begins so.
    An unknown name in ASCII letters is returned unchanged, and refused where the id is read.

    Raises:
        UsageProblem: several have that name, or none has a Chinese name like it.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    if is_id(kind, name):
        return name
    names = {key: said for key, said in _names(ledger, kind).items() if said}
    found = find_name(name, names)
    if len(found) == 1:
        return found[0]
    if found:
        shown = Message.listed(f"{key} {names[key][0]}" for key in found)
        raise UsageProblem("{name} could be {ids}", help="write the id", name=name, ids=shown)
    if name.isascii():
        return name
    near = nearest_words(name, {one for said in names.values() for one in said})
    if kind == "region":  # 南京市 is not a slip for 北京市
        near = tuple(one for one in near if one[:2] == name[:2])
    if near:
        advice = Message.of("did you mean {near}?", near=" / ".join(near))
    elif kind == "region":
        advice = Message("write its six digits: provinces alone are known by name, and the regions of programme.yaml")
    else:
        advice = those([said[0] for said in names.values()])
    raise UsageProblem(not_called(kind, name), help=advice)


_NOT_CALLED: dict[NameKind, str] = {
    "organization": "no organization is called {name}",
    "region": "no region is called {name}",
    "task": "no task is called {name}",
    "domain": "no domain is called {name}",
    "pilot": "no pilot is called {name}",
    "unit": "no unit of measure is called {name}",
}


def not_called(kind: NameKind, name: str) -> Message:
    """Return the message that nothing of that kind has the name."""
    return Message.of(_NOT_CALLED[kind], name=name)


def is_id(kind: NameKind, text: str) -> bool:
    """Return whether a text has the form of an id of that kind."""
    if kind == "unit":
        return text in BUILT_IN_UNITS
    return (REGION if kind == "region" else FILE_ID).fullmatch(text) is not None


def _names(ledger: OpenLedger, kind: NameKind) -> Mapping[str, tuple[str, ...]]:
    """Return the names of everything of that kind by id."""
    match kind:
        case "organization":
            return {item.id: _some(item.zh, item.en, item.short) for item in ledger.programme.organizations}
        case "region":
            own = {item.code: _some(item.zh, item.en) for item in ledger.programme.regions}
            return {item.code: _some(item.zh, item.en) for item in REGIONS.values()} | own
        case "task":
            tasks = [task for domain in ledger.catalogue.domains for task in domain.tasks]
            return {item.id: _some(item.zh, item.en, item.short) for item in tasks}
        case "domain":
            return {item.id: _some(item.zh, item.en, item.short) for item in ledger.catalogue.domains}
        case "unit":
            own = {item.id: _some(item.zh, item.en) for item in ledger.programme.units}
            return {item.id: (item.zh, item.en) for item in BUILT_IN_UNITS.values()} | own
        case "pilot":
            pilots = [ledger.read(name).pilot for name in ledger.pilot_ids]
            return {item.id: _some(item.file.title.zh, item.file.title.en) for item in pilots if item is not None}


def _some(*names: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name)
