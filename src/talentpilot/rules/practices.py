"""Family K: practices for others to adopt."""

from collections.abc import Iterator
from datetime import date

from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.outcomes import Practice
from talentpilot.rules.contexts import OUTCOMES, PilotContext
from talentpilot.rules.rule import Finding, pilot_rule


def _in_use(context: PilotContext) -> Iterator[tuple[int, Practice]]:
    """Yield the practices not withdrawn by the day, with their index in the file."""
    for index, item in enumerate(context.pilot.practices):
        if item.status(context.as_of) != "withdrawn":
            yield index, item


@pilot_rule("K01", "practice-not-described", Severity.ERROR)
def practice_not_described(context: PilotContext) -> Iterator[Finding]:
    """A practice is marked as documented, but its steps, conditions or cost are missing.

    Others can take over only what is described: what to do, what it requires, what it costs.

    Bad:
        # outcomes.yaml
        practices:
          - {id: P1, cost: null}

    Good:
        # outcomes.yaml
        practices:
          - {id: P1, cost: about 0.2 staff-years per committee}
    """
    for index, item in _in_use(context):
        stages = (
            ("documented", item.documented),
            ("endorsed", item.endorsed.date if item.endorsed else None),
            ("promoted", item.promoted.date if item.promoted else None),
        )
        reached = next((name for name, day in stages if day is not None and day <= context.as_of), None)
        missing = [name for name in ("steps", "conditions", "cost") if getattr(item, name) is None]
        if reached is not None and missing:
            yield Finding(
                OUTCOMES, ("practices", index, reached), "practice {stage} without {missing}",
                {"stage": reached, "missing": Message.listed(missing)},
                "write {missing}, or take {stage} out until they are",
            )  # fmt: skip


@pilot_rule("K02", "recognition-without-paper", Severity.ERROR)
def recognition_without_paper(context: PilotContext) -> Iterator[Finding]:
    """A practice was endorsed, promoted or adopted, and no document is named.

    The highest level of maturity rests on adoptions; one without a document does not count, and nobody can check it.

    Bad:
        # outcomes.yaml
        practices:
          - {id: P1, adoptions: [{org: yx-eval, date: 2026-03-20}]}

    Good:
        # outcomes.yaml
        practices:
          - {id: P1, adoptions: [{org: yx-eval, date: 2026-03-20, document: 云评字〔2026〕3号}]}
    """
    for name, evaluation in context.pilot.evaluations.items():
        decision = evaluation.decision
        if decision is not None and decision.document is None and decision.date <= context.as_of:
            yield Finding(
                f"evaluations/{name}.yaml", ("decision",), "decided without a document", {},
                "write document: the number of the paper that says so", severity=Severity.WARNING, on_key=True,
            )  # fmt: skip
    for index, item in enumerate(context.pilot.practices):
        claims: list[tuple[FieldPath, str, str, date, str | None]] = [
            ((name,), message, claim.by, claim.date, claim.document)
            for name, message, claim in (
                ("endorsed", "endorsed by {by} without a document", item.endorsed),
                ("promoted", "promoted by {by} without a document", item.promoted),
            )
            if claim is not None
        ]
        claims += [
            (
                ("adoptions", number),
                "adopted by {by} without a document",
                one.org or str(one.region),
                one.date,
                one.document,
            )
            for number, one in enumerate(item.adoptions)
        ]
        for path, message, by, day, document in claims:
            if document is None and day <= context.as_of:
                yield Finding(
                    OUTCOMES, ("practices", index, *path), message, {"by": by},
                    "write document: the number of the paper that says so",
                )  # fmt: skip


@pilot_rule("K03", "practice-without-root", Severity.WARNING)
def practice_without_root(context: PilotContext) -> Iterator[Finding]:
    """A practice solves no bottleneck of the pilot and rests on no indicator.

    Nothing in the ledger then shows that it works; it may be a good idea, but it was not tried here.

    Bad:
        # outcomes.yaml
        practices:
          - {id: P1, solves: null, indicators: null}

    Good:
        # outcomes.yaml
        practices:
          - {id: P1, solves: [B2], indicators: null}
    """
    for index, item in _in_use(context):
        if not item.solves and not item.indicators:
            yield Finding(
                OUTCOMES, ("practices", index), "practice solves no bottleneck and rests on no indicator", {},
                "name what it solves, solves: [B…], or what shows its effect, indicators: [I…]",
            )  # fmt: skip


@pilot_rule("K04", "adoption-at-home", Severity.WARNING)
def adoption_at_home(context: PilotContext) -> Iterator[Finding]:
    """A practice is recorded as adopted by the lead, a unit or a partner of the pilot itself, or in its own region.

    Adoption means that somebody else took it over. Use within the pilot does not count for maturity.

    Bad:
        # outcomes.yaml
        practices:
          - {id: P1, adoptions: [{org: nj-hrss, date: 2026-03-20, document: 云评字〔2026〕3号}]}

    Good:
        # outcomes.yaml
        practices:
          - {id: P1, adoptions: [{org: yx-eval, date: 2026-03-20, document: 云评字〔2026〕3号}]}
    """
    for index, item in enumerate(context.pilot.practices):
        for number, one in enumerate(item.adoptions):
            if one.date <= context.as_of and one.org is not None and one.org in context.plan.members:
                yield Finding(
                    OUTCOMES, ("practices", index, "adoptions", number, "org"),
                    "adopted by {org}, which is part of the pilot", {"org": one.org},
                    "record adoptions by others; the pilot's own use is shown by its indicators",
                )  # fmt: skip
            if one.date <= context.as_of and one.region is not None and one.region == context.pilot.file.region:
                yield Finding(
                    OUTCOMES, ("practices", index, "adoptions", number, "region"),
                    "adopted by {region}, where the pilot itself takes place", {"region": one.region},
                    "record adoptions by others; of an organization in the same region write org:",
                )  # fmt: skip
