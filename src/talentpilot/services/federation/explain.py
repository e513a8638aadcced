"""Explain a figure of a pilot in one of the ledgers of a federation."""

from dataclasses import replace

from talentpilot.errors import NothingToCheck
from talentpilot.services.explain import LocatedExplanation, explain_target
from talentpilot.services.federation.members import OpenFederation, rated
from talentpilot.store.federation import FILE
from talentpilot.suggestions import nearest


def explain_in_federation(opened: OpenFederation, subject: str) -> LocatedExplanation:
    """Explain `js:PILOT`, `js:PILOT/M3` and so on, by the federation's thresholds; paths begin with the ledger's id.

    Raises:
        NothingToCheck: there is no such ledger or pilot, or the ledger is missing.
        UsageProblem: the pilot has no such object.
    """
    prefix, colon, inner = subject.partition(":")
    member = next((item for item in opened.members if item.id == prefix), None)
    if not colon or member is None:
        known = [item.id for item in opened.members]
        raise NothingToCheck(
            "the federation has no ledger {name}", name=prefix if colon else "", subject=subject,
            help="write the ledger before the pilot, as in js:{subject}" if not colon else nearest(prefix, known),
        )  # fmt: skip
    if member.ledger is None:
        raise NothingToCheck("{id}: {reason}", id=prefix, reason=member.reason)
    found = explain_target(rated(member, opened.federation), inner)
    sources = {name: replace(source, path=f"{prefix}/{source.path}") for name, source in found.sources.items()}
    yardstick = opened.sources[FILE] if opened.federation.rules.thresholds is not None else None
    return replace(found, subject=subject, sources=sources, yardstick=yardstick)
