"""Family A, the form of a filing: dates, authority, procedure, what its kind may change."""

from collections.abc import Iterator

from talentpilot.diagnostics import Severity
from talentpilot.model.pilot import Adjustment
from talentpilot.model.planpaths import ALLOWED
from talentpilot.rules.cases import PILOT, PilotCase
from talentpilot.rules.rule import Finding, pilot_rule

PENDING_LIMIT_DAYS = 30


def filed(case: PilotCase, *, refused: bool) -> Iterator[tuple[int, Adjustment]]:
    """The adjustments on the books by the day, undated ones too; those rejected or withdrawn only if asked for."""
    for index, item in enumerate(case.pilot.file.adjustments):
        undated = item.submitted is None and item.effective is None
        if not undated and not item.known_by(case.as_of) and item.effective_date(case.as_of) is None:
            continue
        if refused or item.decision_by(case.as_of) not in ("rejected", "withdrawn"):
            yield index, item


@pilot_rule("A01", "filing-incomplete", Severity.ERROR)
def filing_incomplete(case: PilotCase) -> Iterator[Finding]:
    """An adjustment lacks its date or authority, one in effect its document, or a decision its day.

    An adjustment changes what was approved. Without the paper, who issued it and when, the change is only a claim;
    and a decision without its day does not count.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A1, document: null}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A1, document: 南人社函〔2026〕7号}
    """
    for index, item in filed(case, refused=True):
        in_effect = item.effective_date(case.as_of) is not None
        wanted = {"submitted": item.submitted, "authority": item.authority}
        if in_effect:
            wanted["document"] = item.document
        missing = [name for name, value in wanted.items() if value is None]
        if missing:
            message = "adjustment in effect without {missing}" if in_effect else "adjustment without {missing}"
            yield Finding(
                PILOT, ("adjustments", index), message, {"missing": ", ".join(missing)},
                "write {missing} from the paper that was filed",
            )  # fmt: skip
        if item.decision not in (None, "pending") and item.decided is None:
            yield Finding(
                PILOT, ("adjustments", index, "decision"), "decision {decision} without decided",
                {"decision": str(item.decision)}, "write decided: the day of the decision; until then it is pending",
            )  # fmt: skip


@pilot_rule("A02", "filed-after-the-fact", Severity.WARNING)
def filed_after_the_fact(case: PilotCase) -> Iterator[Finding]:
    """An adjustment took effect before it was submitted, or was submitted after the date it moves had passed.

    The procedure asks first and changes then. A date moved after it was missed hides the delay from every report in
    between.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A1, submitted: 2026-03-05, effective: 2026-03-05}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A1, submitted: 2026-01-20, effective: 2026-01-20}
    """
    for index, item in filed(case, refused=False):
        if item.submitted is None:
            continue
        if item.effective is not None and item.effective < item.submitted:
            values = {"effective": str(item.effective), "submitted": str(item.submitted)}
            yield Finding(
                PILOT, ("adjustments", index, "effective"), "effective {effective} is before submitted {submitted}",
                values, "correct the day; an adjustment holds at the earliest from its submission",
            )  # fmt: skip
        passed = sorted(
            (step.found, step.change.path) for step in case.steps_of(item) if _passed(step.found, item)
        )
        if passed:
            old, path = passed[0]
            values = {"submitted": str(item.submitted), "old": str(old), "path": path}
            yield Finding(
                PILOT, ("adjustments", index, "submitted"), "submitted {submitted}, after the old date {old} of {path}",
                values, "correct the day if it is wrong; else say in `reason` why the filing came late",
            )  # fmt: skip
