"""Find the organizations that an old book names; unknown ones are registered where the mapping says how."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_answers import CellAnswer, wrong
from talentpilot.model.import_mapping import NewOrganizations
from talentpilot.model.programme import Organization, Programme
from talentpilot.model.regions import REGIONS
from talentpilot.rules.regions import is_known
from talentpilot.services.organizations import names_in, organization, wrong_name, wrong_region
from talentpilot.suggestions import nearest_words


def name_form(text: str) -> str:
    """Return a name for comparison: in NFKC, without spaces and capitals."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(slots=True)
class Organizations:
    """The organizations of a ledger by name, and those that an import adds."""

    programme: Programme
    added: dict[str, Organization] = field(default_factory=dict)
    _by_name: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.programme.organizations:
            self._know(item)

    def _know(self, item: Organization) -> None:
        for name in (item.id, item.zh, item.en, item.short):
            if name:
                self._by_name.setdefault(name_form(name), set()).add(item.id)

    def find(self, text: str, rule: NewOrganizations | None) -> CellAnswer[str]:
        """Return the id of an organization by its name or id."""
        known = self._by_name.get(name_form(text), set())
        if len(known) == 1:
            return CellAnswer(next(iter(known)))
        if known:
            said = Message.of("{name} could be {ids}", name=text, ids=", ".join(sorted(known)))
            return wrong(Message("write the id"), said)
        if rule is None:
            near = nearest_words(text, self._names()) or tuple(one for one in self._names() if text[:2] in one)
            advice = Message("`organizations` in the mapping registers new ones")
            if near:
                words = "、".join(near[:3])
                advice = Message.of(
                    "the nearest are {words}; `organizations` in the mapping registers new ones", words=words
                )
            return wrong(advice, Message.of("no organization is called {name}", name=text))
        if (problem := wrong_name(text) or wrong_region(rule.region, self._has_region)) is not None:
            return wrong(Message("mend its name, or `organizations` in the mapping"), problem)
        return CellAnswer(self._register(text, rule))

    def _has_region(self, code: str) -> bool:
        return is_known(code, self.programme, frozenset())

    def _register(self, text: str, rule: NewOrganizations) -> str:
        given = next((one for name, one in rule.ids.items() if name_form(name) == name_form(text)), None)
        taken = {item.id for item in self.programme.organizations} | set(self.added)
        if given is not None and given in taken:  # the id is known, and the book calls it by another name
            return given
        identifier = given or _numbered(rule.prefix or letters_of(rule.region, self.programme), taken)
        item = organization(identifier, rule.kind, rule.region, *names_in(text))
        self.added[identifier] = item
        self._know(item)
        return identifier

    def _names(self) -> Iterable[str]:
        items = (*self.programme.organizations, *self.added.values())
        return [name for item in items for name in (item.zh, item.en, item.short) if name]


def _numbered(stem: str, taken: Iterable[str]) -> str:
    known = set(taken)
    number = 1
    while f"{stem}-{number}" in known:
        number += 1
    return f"{stem}-{number}"


def letters_of(region: str, programme: Programme) -> str:
    """Return the letters of a region: those of its ISO 3166-2 code, else those that its organizations' ids begin with.

    A region without either gives `org`.
    """
    province = region if region == "XPCC" else f"{region[:2]}0000"
    known = REGIONS.get(region) or REGIONS.get(province)
    if known is not None and known.iso_3166_2:
        return known.iso_3166_2.rpartition("-")[2].lower()
    same = [item.id for item in programme.organizations if item.region[:2] == region[:2] and "-" in item.id]
    stems = [identifier.partition("-")[0] for identifier in same]
    return max(sorted(set(stems)), key=stems.count) if stems else "org"
