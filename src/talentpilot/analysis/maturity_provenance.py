"""Why a pilot has its maturity: gate by gate, up to the first that fails (`status.md` 5)."""

from fractions import Fraction

from talentpilot.analysis.maturity import EFFECTIVE_FROM, LEVELS, adoptions_elsewhere, gates_of, replicable_practices
from talentpilot.analysis.provenance import PERCENT, PILOT, Explanation, Fields, Input, percent
from talentpilot.analysis.standing import Standing
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import told

PASSED, FAILED = told("passed"), told("fails")
_ASKS = (
    told("approved, with an objective, a lead and a milestone"),
    told("a milestone is done"),
    told("an indicator has moved (progress above 0), and a piece of evidence is verified"),
    told("there is a key indicator, and each one has reached 80 %"),
    told("a practice is documented or higher, not withdrawn, with steps and conditions"),
    told("such a practice is adopted, on paper, by an organization outside the pilot or by another region"),
)


def explain_maturity(status: PilotStatus) -> Explanation:
    """The level and its gates."""
    parts_of = (_planned, _started, _operating, _effective, _replicable, _adopted)
    passed = gates_of(status.pilot, status.plan, status.standing, status.milestones, status.indicators, status.as_of)
    failing = next((number for number, gate in enumerate(passed) if not gate), len(passed))
    gates = []
    for number, level in enumerate(LEVELS[: failing + 1]):
        word = PASSED if number < failing else FAILED
        gates.append(
            Explanation(
                told("gate {level}", level=level), word, because=_ASKS[number], parts=tuple(parts_of[number](status))
            )
        )
    because = told("every gate is passed")
    if failing < len(LEVELS):
        because = told("{level} asks more: {asks}", level=LEVELS[failing], asks=_ASKS[failing])
    return Explanation("maturity", status.maturity, because=because, parts=tuple(gates))


def _planned(status: PilotStatus) -> list[Explanation]:
    file, fields = status.pilot.file, Fields.of(status)
    approved = file.approval.date if file.approval and status.standing is not Standing.PROPOSED else None
    count = len(status.plan.open_milestones)
    there = status.plan.objective is not None
    objective = fields.in_force("objective", Input(PILOT, ("objective",)))
    return [
        Explanation("approved", approved, inputs=(Input(PILOT, ("approval", "date")),) if approved else ()),
        Explanation("objective", told("there") if there else told("missing"), inputs=(objective,) if there else ()),
        Explanation("lead", status.plan.lead, inputs=(fields.in_force("roles/lead", Input(PILOT, ("roles", "lead"))),)),
        Explanation("milestones", str(count)),
    ]


def _started(status: PilotStatus) -> list[Explanation]:
    fields = Fields.of(status)
    done = [item for item in status.milestones if item.is_done]
    return [
        Explanation(told("{id} done", id=item.id), item.done, inputs=(fields.milestone(item.id, "done"),))
        for item in done[:1]
    ] or [Explanation("milestones done", "0")]


def _operating(status: PilotStatus) -> list[Explanation]:
    fields = Fields.of(status)
    moved = [item for item in status.indicators if (item.progress.value or 0) > 0][:1]
    verified = [
        item for item in status.pilot.file.evidence if item.verified is not None and item.verified.date <= status.as_of
    ][:1]
    parts = [
        Explanation(
            told("{id} progress", id=item.id),
            100 * (item.progress.value or Fraction(0)),
            PERCENT,
            inputs=(fields.indicator(item.id),),
        )
        for item in moved
    ] or [Explanation("indicators with progress above 0", "0")]
    parts += [
        Explanation(
            told("{id} verified", id=item.id),
            item.verified.date if item.verified else None,
            inputs=(fields.evidence(item.id, "verified", "date"),),
        )
        for item in verified
    ] or [Explanation("verified evidence", "0")]
    return parts


def _effective(status: PilotStatus) -> list[Explanation]:
    fields = Fields.of(status)
    parts = []
    for item in status.indicators:
        if not item.key:
            continue
        value = item.progress.value
        enough = value is not None and value >= EFFECTIVE_FROM
        because = f"{'>=' if enough else '<'} {percent(EFFECTIVE_FROM)}" if value is not None else told("undefined")
        shown = None if value is None else 100 * value
        label = told("{id} progress", id=item.id)
        parts.append(Explanation(label, shown, PERCENT, because, inputs=(fields.indicator(item.id),)))
    return parts or [Explanation("key indicators", "0")]


def _replicable(status: PilotStatus) -> list[Explanation]:
    fields = Fields.of(status)
    ready = replicable_practices(status.pilot, status.as_of)
    parts = []
    for item in status.pilot.practices:
        lacking = [name for name in ("steps", "conditions") if not getattr(item, name)]
        stage = item.status(status.as_of)
        because = ""
        if lacking and item not in ready:
            both, one = told("without steps and conditions"), told("without {what}", what=told(lacking[0]))
            because = both if len(lacking) > 1 else one
        parts.append(Explanation(item.id, stage, because=because, inputs=(fields.practice(item.id),)))
    return parts or [Explanation("practices", "0")]


def _adopted(status: PilotStatus) -> list[Explanation]:
    fields = Fields.of(status)
    parts = [
        Explanation(
            told("{id} adopted by {who}", id=practice.id, who=item.org or item.region),
            item.date,
            because=item.document or "",
            inputs=(
                fields.practice(
                    practice.id, "adoptions", next(i for i, one in enumerate(practice.adoptions) if one is item)
                ),
            ),
        )
        for practice in replicable_practices(status.pilot, status.as_of)
        for item in adoptions_elsewhere(practice, status.pilot, status.plan, status.as_of)
    ]
    return parts or [Explanation("adoptions elsewhere", "0")]
