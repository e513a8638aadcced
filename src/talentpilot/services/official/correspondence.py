"""Sender and addressee of an official document: as requested, as programme.yaml says, or derived from it."""

from dataclasses import dataclass

from talentpilot.diagnostics import Message
from talentpilot.model.official_profile import OfficialProfile
from talentpilot.model.programme import Programme
from talentpilot.report.official.blocks import OfficialDocument
from talentpilot.report.official.writing import Correspondence
from talentpilot.report.views.inputs import Source
from talentpilot.services.agenda import require_organization

NOTHING = "none"
"""In place of the note: there is none."""


@dataclass(frozen=True, slots=True)
class AddressRequest:
    """What the options say: an organization that writes, a text for whom, and the lines of a title."""

    sender: str | None = None
    to: str | None = None
    title: str | None = None


NO_ADDRESS = AddressRequest()


@dataclass(frozen=True, slots=True)
class UsualAddress:
    """Sender and addressee of a document if no others are given; `to` is a text."""

    sender: str | None = None
    to: str = ""


def correspond(
    asked: AddressRequest,
    programme: Programme,
    usual: UsualAddress,
    profile: OfficialProfile,
    *,
    to_units: bool = False,
) -> Correspondence:
    """Return sender, addressee and note, each empty if unknown. A document `to_units` does not go to the addressee
    that programme.yaml names for reports. Nobody reports to themselves, unless the options or programme.yaml say so.

    Raises:
        UsageProblem: the programme has no organization of that id.
    """
    require_organization(asked.sender, programme)
    documents, sender = programme.documents, sender_of(asked, programme, usual.sender)
    name = programme.organization_name(sender, "zh") if sender else ""
    stated = asked.to or (documents.to if documents and not to_units else None)
    to = programme.organization_name(stated, "zh") if stated is not None else usual.to
    if stated is None and not to_units and to == name:
        to = ""
    lines = tuple(filter(None, (line.strip() for line in asked.title.split("/")))) if asked.title else ()
    note = "" if profile.blank == NOTHING else profile.blank
    return Correspondence(name, to, note, lines)


def sender_of(asked: AddressRequest, programme: Programme, usual: str | None) -> str | None:
    """Return the id of the organization that sends: as asked for, as programme.yaml says, or the usual one."""
    return asked.sender or (programme.documents.from_ if programme.documents else None) or usual


def usual_address(source: Source, *, to_all: bool = False) -> UsualAddress:
    """Return sender and addressee by the view: the keeper to the directive's issuer, or a lead to the keeper or guide.

    `to_all` is a document of the keeper to all units.
    """
    programme, scope = source.programme, source.scope
    keeper = programme.keeper
    lead, guide = None, None
    if to_all:
        return UsualAddress(keeper)
    if scope.kind == "lead":
        lead = scope.value
    elif scope.kind == "pilot" and source.statuses:
        lead, guide = source.statuses[0].plan.lead, source.statuses[0].plan.guide
    if lead is not None:
        above = keeper if keeper is not None and keeper != lead else guide
        return UsualAddress(lead, programme.organization_name(above, "zh") if above else "")
    issuer = programme.directive.issuer if programme.directive else None
    return UsualAddress(keeper, issuer.say("zh") if issuer is not None else "")


def blanks(document: OfficialDocument) -> tuple[str, ...]:
    """Return what the clerk has still to fill in, in Chinese; the document office adds the first three."""
    found = ["发文字号", "签发人", "印章"]
    found += ["联系人"] if document.note else []
    found += ["发文机关"] if not document.sender else []
    found += ["主送机关"] if not document.to else []
    return tuple(found)


def unknown_parties(document: OfficialDocument) -> tuple[Message, ...]:
    """Return advice on an unknown sender or addressee."""
    found = []
    if not document.sender:
        found.append("the sender is not known and left blank: name it, or write keeper: ORG in programme.yaml")
    if not document.to:
        found.append(
            "the addressee is not known and left blank: name it, or write documents: {to: ORG} in programme.yaml"
        )
    return tuple(map(Message, found))
