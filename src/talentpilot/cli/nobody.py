"""What to say where no pilot is the one that was asked for: which word none answers to, and what there is instead."""

from collections.abc import Sequence
from dataclasses import fields, replace

from talentpilot.analysis.portfolio import Selection, light_word
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.nearest import nearest, nearest_pilot, those
from talentpilot.errors import NothingToCheck
from talentpilot.model.catalogue import Catalogue


def nobody(
    selection: Selection, rated: Sequence[PilotStatus], catalogue: Catalogue, folders: Sequence[str]
) -> NothingToCheck:
    """No pilot among those `rated` is admitted; `folders` are all that the ledger has."""
    wanted = sorted(selection.pilots or ())
    absent = [name for name in wanted if name not in folders]
    if absent or not folders:
        name = ", ".join(absent) or "under pilots/"
        return _nothing(name, nearest_pilot(absent[0] if absent else "", folders))
    given = {item.name: getattr(selection, item.name) for item in fields(selection) if item.name != "pilots"}
    narrowing = {name: word for name, word in given.items() if word is not None}
    for name, word in narrowing.items():
        if not any(replace(Selection(), **{name: word}).admits(status, catalogue) for status in rated):
            found = sorted({_word_of(status, name, catalogue) for status in rated} - {""})
            return _nothing(_phrase(wanted, {name: word}), those(found) if name == "region" else nearest(word, found))
    advice = f"leave one of these out; talentpilot status lists the {len(folders)} there are"
    return _nothing(_phrase(wanted, narrowing), advice)


def _nothing(what: str, advice: str) -> NothingToCheck:
    return NothingToCheck(f"no pilot found: {what}\n  help: {advice}")


def _phrase(pilots: Sequence[str], narrowing: dict[str, str]) -> str:
    words = " and ".join(f"{name} {word}" for name, word in narrowing.items())
    return " ".join((*pilots, f"with {words}"))


def _word_of(status: PilotStatus, name: str, catalogue: Catalogue) -> str:
    """What a pilot would have to be asked for by; empty where its task stands in no domain."""
    file = status.pilot.file
    domain = catalogue.domain_of(file.task)
    words = {
        "domain": domain.id if domain is not None else "",
        "region": file.region,
        "lead": status.plan.lead or "",
        "light": light_word(status),
    }
    return words[name]
