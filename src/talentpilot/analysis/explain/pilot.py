"""Explain the lights and the maturity of a pilot."""

from fractions import Fraction

from talentpilot.analysis.bottlenecks import BottleneckState
from talentpilot.analysis.explain.explanation import (
    DAYS,
    PERCENT,
    PILOT,
    POINTS,
    PROGRAMME,
    Explanation,
    Fields,
    Input,
    adopter,
    percent,
    planned,
    threshold,
    value_at,
)
from talentpilot.analysis.explain.indicator import row_of
from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.lights import Light, Rated
from talentpilot.analysis.maturity import EFFECTIVE_FROM, LEVELS, adoptions_elsewhere, gates_of, replicable_practices
from talentpilot.analysis.number_format import as_stated, beside, one_decimal
from talentpilot.analysis.ratios import percentage
from talentpilot.analysis.schedule import MilestoneState, MilestoneStatus, weight_of
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.model.dates import days_after
from talentpilot.model.periods import Period
from talentpilot.model.programme import Programme, Thresholds


def explain_pilot(status: PilotStatus, programme: Programme) -> Explanation:
    """Return the overall light, its four parts and the maturity of a pilot, walked back."""
    limits = programme.rules.thresholds
    parts = (
        _schedule(status, limits),
        _results(status, limits),
        _issues(status, limits),
        _reporting(status, programme),
    )
    overall = Explanation(
        "light",
        status.light.value if status.light else "none",
        because=_overall(status),
        rule=" ".join(status.reasons),
        light=status.light,
        parts=parts,
    )
    title = status.plan.title
    return Explanation(status.pilot.id, title, parts=(overall, explain_maturity(status)))


def _overall(status: PilotStatus) -> Message:
    if status.state.closed:
        return Message.of("{status}: the outcome is shown instead of a light", status=Message.of(status.state.value))
    if status.state is PilotState.SUSPENDED:
        return Message.of("suspended by an adjustment in force")
    if "SCH0" in status.schedule.rated.reasons:
        proposed = status.state is PilotState.PROPOSED
        return Message.of("the pilot is proposed") if proposed else Message.of("the term has not begun")
    if status.schedule.rated.light is Light.GREY and status.results.light is Light.GREY:
        return Message.of("neither schedule nor results is rated")
    return Message.of("the worst of the four; grey does not count")


def _rated(label: str, rated: Rated, because: str | Message, parts: tuple[Explanation, ...]) -> Explanation:
    return Explanation(
        label, rated.light.value, because=because, rule=" ".join(rated.reasons), light=rated.light, parts=parts
    )


def _schedule(status: PilotStatus, limits: Thresholds) -> Explanation:
    found, fields = status.schedule, Fields.of(status)
    counted = [item for item in status.milestones if item.state is not MilestoneState.WITHDRAWN]
    dated = [item for item in counted if item.due is not None]
    done = [item for item in counted if item.is_done]
    due = [item for item in dated if item.due is not None and item.due < status.as_of]
    approved = [(item, item.due_original) for item in counted if item.due_original is not None]
    original = [item for item, day in approved if day < status.as_of]
    earned = [item for item in dated if item.is_done]
    before = Message.of("due before {day}", day=status.as_of)
    gap = None
    if found.gap is not None and found.planned is not None:
        gap = f"{one_decimal(found.planned)} − {one_decimal(found.planned - found.gap)}"
    parts = [
        Explanation(
            "completion", found.completion, PERCENT, formula=_share(done, counted), parts=_states(fields, done)
        ),
        Explanation("planned", found.planned, PERCENT, before, _share(due, dated), parts=_dues(fields, due)),
        Explanation(
            "planned by the plan as approved",
            found.planned_original,
            PERCENT,
            before,
            _share(original, [item for item, _ in approved]),
        ),
        Explanation("done of what has a due date", _ratio(earned, dated), PERCENT, formula=_share(earned, dated)),
        Explanation("gap", found.gap, POINTS, "" if gap else Message.of("undefined without a due date"), gap or ""),
        *_overdue(fields, counted, status),
        planned(fields, "term end", status.plan.term_end, "term/end", Input(PILOT, ("term", "end"))),
        threshold("amber_gap_pp", limits.amber_gap_pp),
        threshold("red_gap_pp", limits.red_gap_pp),
        *(
            threshold(name, getattr(limits, name), DAYS)
            for name in ("red_gap_after_days", "red_overdue_days", "closing_days")
        ),
    ]
    return _rated("schedule", found.rated, _pace(status, limits), tuple(parts))


def _ratio(part: list[MilestoneStatus], whole: list[MilestoneStatus]) -> Fraction | None:
    return percentage(weight_of(part), weight_of(whole))


def _share(part: list[MilestoneStatus], whole: list[MilestoneStatus]) -> str:
    weights = " + ".join(as_stated(Fraction(item.weight)) for item in part) or "0"
    return (
        f"({weights}) / {as_stated(Fraction(weight_of(whole)))}"
        if len(part) > 1
        else (f"{weights} / {as_stated(Fraction(weight_of(whole)))}")
    )


def _states(fields: Fields, done: list[MilestoneStatus]) -> tuple[Explanation, ...]:
    return tuple(
        Explanation(
            Message.of("{id} done", id=item.id),
            item.done,
            because=Message.of("weight {weight}", weight=as_stated(Fraction(item.weight))),
            inputs=(
                fields.milestone(item.id, "done"),
                fields.in_force(f"milestones/{item.id}/weight", fields.milestone(item.id, "weight")),
            ),
        )
        for item in done
    )


def _dues(fields: Fields, due: list[MilestoneStatus]) -> tuple[Explanation, ...]:
    return tuple(
        planned(
            fields,
            Message.of("{id} due", id=item.id),
            item.due,
            f"milestones/{item.id}/due",
            fields.milestone(item.id, "due"),
        )
        for item in due
    )


def _overdue(fields: Fields, counted: list[MilestoneStatus], status: PilotStatus) -> list[Explanation]:
    return [
        Explanation(
            Message.of("{id} overdue", id=item.id),
            Fraction(item.late_days or 0),
            DAYS,
            formula=f"{status.as_of} − {item.due}",
            inputs=(fields.in_force(f"milestones/{item.id}/due", fields.milestone(item.id, "due")),),
        )
        for item in counted
        if item.state is MilestoneState.OVERDUE
    ]


def _pace(status: PilotStatus, limits: Thresholds) -> Message:
    found = status.schedule
    codes = found.rated.reasons
    if "SCH0" in codes:
        start = status.plan.term_start
        if status.state is PilotState.PROPOSED:
            return Message.of("not approved yet")
        return Message.of("{day} < term start {start}", day=status.as_of, start=start)
    if "SCH3" in codes and found.completion is not None:
        done, end = one_decimal(found.completion), status.plan.term_end
        return Message.of("{day} > term end {end}, and {done} % is done", day=status.as_of, end=end, done=done)
    if "SCH6" in codes:
        days, end = limits.closing_days, status.plan.term_end
        return Message.of("{day} is more than {n} days after the term end {end}, and the pilot is not closed",
                    day=status.as_of, n=days, end=end)  # fmt: skip
    if found.gap is None:
        return Message.of("no milestone has a due date")
    return _row(status, limits, found.gap)


def _row(status: PilotStatus, limits: Thresholds, ahead: Fraction) -> Message:
    found, codes = status.schedule, status.schedule.rated.reasons
    gap, amber = _gap(ahead, limits), as_stated(Fraction(limits.amber_gap_pp))
    if "SCH1" in codes:
        return _behind(found.rated.light, ahead, limits)
    if any(code.endswith("/SCH2") for code in codes):
        if found.rated.light is Light.RED:
            days = limits.red_overdue_days
            return Message.of("a milestone is overdue by more than {n} days; gap {gap} pp", n=days, gap=gap)
        return Message.of("a milestone is overdue and not done; gap {gap} pp", gap=gap)
    if codes:
        return Message.of("a milestone is forecast after the term end {end}", end=status.plan.term_end)
    return Message.of(
        "gap {gap} pp < {amber} pp, nothing overdue, no forecast after the term end", gap=gap, amber=amber
    )


def _gap(ahead: Fraction, limits: Thresholds) -> str:
    return beside(ahead, Fraction(limits.amber_gap_pp), Fraction(limits.red_gap_pp))


def _behind(light: Light, ahead: Fraction, limits: Thresholds) -> Message:
    """Return why a gap is red, or only amber: it is small, or nothing has been overdue for long."""
    gap, days = _gap(ahead, limits), limits.red_gap_after_days
    amber, red = as_stated(Fraction(limits.amber_gap_pp)), as_stated(Fraction(limits.red_gap_pp))
    if light is Light.RED:
        return Message.of(
            "gap {gap} pp > {red} pp, and a milestone is overdue by more than {n} days", gap=gap, red=red, n=days
        )
    if ahead > Fraction(limits.red_gap_pp):
        return Message.of(
            "gap {gap} pp > {red} pp, but no milestone is overdue by more than {n} days", gap=gap, red=red, n=days
        )
    return Message.of("{amber} pp <= gap {gap} pp <= {red} pp", amber=amber, gap=gap, red=red)


def _results(status: PilotStatus, limits: Thresholds) -> Explanation:
    plans = {item.id: item for item in status.plan.indicators}
    parts = tuple(
        Explanation(
            Message.of("{id} (key)", id=item.id) if item.key else item.id,
            item.rated.light.value,
            because=row_of(item, plans[item.id], status, limits),
            rule=" ".join(item.rated.reasons),
            light=item.rated.light,
            inputs=(Fields.of(status).indicator(item.id),),
        )
        for item in status.indicators
    )
    words = {
        Light.RED: Message.of("a key indicator is red"),
        Light.AMBER: Message.of("a key indicator is amber, or another one amber or red"),
        Light.GREEN: Message.of("no indicator is amber or red, and one is green"),
        Light.GREY: Message.of("no indicator is rated"),
    }
    return _rated("results", status.results, words[status.results.light], parts)


def _issues(status: PilotStatus, limits: Thresholds) -> Explanation:
    fields, days = Fields.of(status), limits.bottleneck_amber_days
    parts = [
        Explanation(
            Message.of("{id} {severity}, open", id=state.item.id, severity=Message.of(state.item.severity)),
            Fraction(state.age_days),
            DAYS,
            formula=f"{status.as_of} − {state.open_since}",
            inputs=(_beginning(fields, state), fields.bottleneck(state.item.id, "severity")),
        )
        for state in status.bottleneck_states
        if state.age_days is not None
    ]
    words = {
        Light.RED: Message.of("a critical bottleneck is open"),
        Light.AMBER: Message.of("a major bottleneck is open for more than {n} days", n=days),
    }
    calm = Message.of("no critical bottleneck is open, no major one for more than {n} days", n=days)
    because = words.get(status.issues.light, calm)
    parts.append(threshold("bottleneck_amber_days", days, DAYS))
    return _rated("issues", status.issues, because, tuple(parts))


def _beginning(fields: Fields, state: BottleneckState) -> Input:
    """Return where the beginning of the first episode that has not ended is written."""
    first = next(one for one in state.episodes if one.began == state.open_since)
    route: tuple[str | int, ...] = ("raised",) if first.index is None else ("reopened", first.index, "date")
    return fields.bottleneck(state.item.id, *route)


def _reporting(status: PilotStatus, programme: Programme) -> Explanation:
    found, due_days = status.reporting, programme.reporting.due_days
    words = {
        Light.RED: Message.of("the last two reports due are missing"),
        Light.AMBER: Message.of("a report that is due is missing"),
        Light.GREEN: Message.of("all {n} reports due are in", n=len(found.expected)),
        Light.GREY: Message.of("no periodic reports are owed")
        if programme.reporting.cadence is None
        else Message.of("no report is due yet"),
    }
    parts = [_report(status, period, due_days) for period in found.expected]
    parts.append(
        Explanation("due_days", Fraction(due_days), DAYS, inputs=(Input(PROGRAMME, ("reporting", "due_days")),))
    )
    return _rated("reporting", found.rated, words[found.rated.light], tuple(parts))


def _report(status: PilotStatus, period: Period, due_days: int) -> Explanation:
    due = days_after(period.end, due_days)
    because = Message.of("due {end} + {n} days = {due}", end=period.end, n=due_days, due=due)
    if period in status.reporting.missing:
        return Explanation(str(period), Message.of("missing"), because=because)
    sent = ((item.submitted, i) for i, item in enumerate(status.pilot.file.reports) if item.period == period)
    day, index = next(pair for pair in sent if pair[0] <= status.as_of)
    late, in_time = Message.of("submitted {day}, late", day=day), Message.of("submitted {day}, in time", day=day)
    place = Input(PILOT, ("reports", index, "submitted"))
    return Explanation(
        str(period), late if period in status.reporting.late else in_time, because=because, inputs=(place,)
    )


PASSED, FAILED = Message.of("passed"), Message.of("fails")
_ASKS = (
    Message.of("approved, with an objective, a lead and a milestone"),
    Message.of("a milestone is done"),
    Message.of("an indicator has moved (progress above 0), and a piece of evidence is verified"),
    Message.of("there is a key indicator, and each one has reached 80 %"),
    Message.of("a practice is documented or higher, not withdrawn, with steps and conditions"),
    Message.of("such a practice is adopted, on paper, by an organization outside the pilot or by another region"),
)


def explain_maturity(status: PilotStatus) -> Explanation:
    """Return the level and its gates."""
    parts_of = (_planned, _started, _operating, _effective, _replicable, _adopted)
    passed = gates_of(status.pilot, status.plan, status.state, status.milestones, status.indicators, status.as_of)
    failing = next((number for number, gate in enumerate(passed) if not gate), len(passed))
    gates = []
    for number, level in enumerate(LEVELS[: failing + 1]):
        word = PASSED if number < failing else FAILED
        gates.append(
            Explanation(
                Message.of("gate {level}", level=level),
                word,
                because=_ASKS[number],
                parts=tuple(parts_of[number](status)),
            )
        )
    because = Message.of("every gate is passed")
    if failing < len(LEVELS):
        because = Message.of("{level} asks more: {asks}", level=LEVELS[failing], asks=_ASKS[failing])
    return Explanation("maturity", status.maturity, because=because, parts=tuple(gates))


def _planned(status: PilotStatus) -> list[Explanation]:
    file, fields = status.pilot.file, Fields.of(status)
    approved = file.approval.date if file.approval and status.state is not PilotState.PROPOSED else None
    count = len(status.plan.open_milestones)
    there = status.plan.objective is not None
    objective = fields.in_force("objective", Input(PILOT, ("objective",)))
    return [
        Explanation("approved", approved, inputs=(Input(PILOT, ("approval", "date")),) if approved else ()),
        Explanation(
            "objective", Message.of("there") if there else Message.of("missing"), inputs=(objective,) if there else ()
        ),
        Explanation(
            "lead",
            value_at("roles/lead", status.plan.lead),
            inputs=(fields.in_force("roles/lead", Input(PILOT, ("roles", "lead"))),),
        ),
        Explanation("milestones", str(count)),
    ]


def _started(status: PilotStatus) -> list[Explanation]:
    fields = Fields.of(status)
    done = [item for item in status.milestones if item.is_done]
    return [
        Explanation(Message.of("{id} done", id=item.id), item.done, inputs=(fields.milestone(item.id, "done"),))
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
            Message.of("{id} progress", id=item.id),
            100 * (item.progress.value or Fraction(0)),
            PERCENT,
            inputs=(fields.indicator(item.id),),
        )
        for item in moved
    ] or [Explanation("indicators with progress above 0", "0")]
    parts += [
        Explanation(
            Message.of("{id} verified", id=item.id),
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
        because = (
            f"{'>=' if enough else '<'} {percent(EFFECTIVE_FROM)}" if value is not None else Message.of("undefined")
        )
        shown = None if value is None else 100 * value
        label = Message.of("{id} progress", id=item.id)
        parts.append(Explanation(label, shown, PERCENT, because, inputs=(fields.indicator(item.id),)))
    return parts or [Explanation("key indicators", "0")]


def _replicable(status: PilotStatus) -> list[Explanation]:
    fields = Fields.of(status)
    ready = replicable_practices(status.pilot, status.as_of)
    parts = []
    for item in status.pilot.practices:
        lacking = [name for name in ("steps", "conditions") if not getattr(item, name)]
        stage = item.status(status.as_of)
        because: str | Message = ""
        if len(lacking) > 1 and item not in ready:
            because = Message.of("without steps and conditions")
        elif lacking and item not in ready:
            because = Message.of("without {what}", what=Message.of(lacking[0]))
        parts.append(Explanation(item.id, stage, because=because, inputs=(fields.practice(item.id),)))
    return parts or [Explanation("practices", "0")]


def _adopted(status: PilotStatus) -> list[Explanation]:
    fields = Fields.of(status)
    parts = [
        Explanation(
            Message.of("{id} adopted by {who}", id=practice.id, who=adopter(item)),
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
