"""Why a pilot has its light: the four lights with the rows that decided, and the overall one."""

from fractions import Fraction

from talentpilot.analysis.bottlenecks import BottleneckState
from talentpilot.analysis.figures import as_stated, one_decimal
from talentpilot.analysis.indicator_rows import row_of
from talentpilot.analysis.lights import Light, Rated
from talentpilot.analysis.maturity_provenance import explain_maturity
from talentpilot.analysis.provenance import (
    DAYS,
    PERCENT,
    PILOT,
    POINTS,
    PROGRAMME,
    Explanation,
    Fields,
    Input,
    planned,
    threshold,
)
from talentpilot.analysis.schedule import MilestoneState, MilestoneStatus, weight_of
from talentpilot.analysis.standing import Standing
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import told
from talentpilot.model.days import days_after
from talentpilot.model.periods import Period
from talentpilot.model.programme import Programme, Thresholds


def explain_pilot(status: PilotStatus, programme: Programme) -> Explanation:
    """The overall light, its four parts and the maturity of a pilot, walked back."""
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


def _overall(status: PilotStatus) -> str:
    if status.standing.closed:
        return told("{status}: the outcome is shown instead of a light", status=told(status.standing.value))
    if status.standing is Standing.SUSPENDED:
        return told("suspended by an adjustment in force")
    if "SCH0" in status.schedule.rated.reasons:
        proposed = status.standing is Standing.PROPOSED
        return told("the pilot is proposed") if proposed else told("the term has not begun")
    if status.schedule.rated.light is Light.GREY and status.results.light is Light.GREY:
        return told("neither schedule nor results is rated")
    return told("the worst of the four; grey does not count")


def _rated(label: str, rated: Rated, because: str, parts: tuple[Explanation, ...]) -> Explanation:
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
    before = told("due before {day}", day=status.as_of)
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
        Explanation("gap", found.gap, POINTS, "" if gap else told("undefined without a due date"), gap or ""),
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
    total = weight_of(whole)
    return 100 * Fraction(weight_of(part)) / Fraction(total) if total else None


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
            told("{id} done", id=item.id),
            item.done,
            because=told("weight {weight}", weight=as_stated(Fraction(item.weight))),
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
            told("{id} due", id=item.id),
            item.due,
            f"milestones/{item.id}/due",
            fields.milestone(item.id, "due"),
        )
        for item in due
    )


def _overdue(fields: Fields, counted: list[MilestoneStatus], status: PilotStatus) -> list[Explanation]:
    return [
        Explanation(
            told("{id} overdue", id=item.id),
            Fraction(item.late_days or 0),
            DAYS,
            formula=f"{status.as_of} − {item.due}",
            inputs=(fields.in_force(f"milestones/{item.id}/due", fields.milestone(item.id, "due")),),
        )
        for item in counted
        if item.state is MilestoneState.OVERDUE
    ]


def _pace(status: PilotStatus, limits: Thresholds) -> str:
    found = status.schedule
    codes = found.rated.reasons
    if "SCH0" in codes:
        start = status.plan.term_start
        if status.standing is Standing.PROPOSED:
            return told("not approved yet")
        return told("{day} < term start {start}", day=status.as_of, start=start)
    if "SCH3" in codes and found.completion is not None:
        done, end = one_decimal(found.completion), status.plan.term_end
        return told("{day} > term end {end}, and {done} % is done", day=status.as_of, end=end, done=done)
    if "SCH6" in codes:
        days, end = limits.closing_days, status.plan.term_end
        return told("{day} is more than {n} days after the term end {end}, and the pilot is not closed",
                    day=status.as_of, n=days, end=end)  # fmt: skip
    if found.gap is None:
        return told("no milestone has a due date")
    return _row(status, limits, found.gap)


def _row(status: PilotStatus, limits: Thresholds, ahead: Fraction) -> str:
    found, codes = status.schedule, status.schedule.rated.reasons
    gap, amber = one_decimal(ahead), as_stated(Fraction(limits.amber_gap_pp))
    if "SCH1" in codes:
        return _behind(found.rated.light, ahead, limits)
    if any(code.endswith("/SCH2") for code in codes):
        if found.rated.light is Light.RED:
            days = limits.red_overdue_days
            return told("a milestone is overdue by more than {n} days; gap {gap} pp", n=days, gap=gap)
        return told("a milestone is overdue and not done; gap {gap} pp", gap=gap)
    if codes:
        return told("a milestone is forecast after the term end {end}", end=status.plan.term_end)
    return told("gap {gap} pp < {amber} pp, nothing overdue, no forecast after the term end", gap=gap, amber=amber)


def _behind(light: Light, ahead: Fraction, limits: Thresholds) -> str:
    """Why a gap is red, or amber: too small, or nothing overdue for long enough."""
    gap, days = one_decimal(ahead), limits.red_gap_after_days
    amber, red = as_stated(Fraction(limits.amber_gap_pp)), as_stated(Fraction(limits.red_gap_pp))
    if light is Light.RED:
        return told(
            "gap {gap} pp > {red} pp, and a milestone is overdue by more than {n} days", gap=gap, red=red, n=days
        )
    if ahead > Fraction(limits.red_gap_pp):
        return told(
            "gap {gap} pp > {red} pp, but no milestone is overdue by more than {n} days", gap=gap, red=red, n=days
        )
    return told("{amber} pp <= gap {gap} pp <= {red} pp", amber=amber, gap=gap, red=red)


def _results(status: PilotStatus, limits: Thresholds) -> Explanation:
    plans = {item.id: item for item in status.plan.indicators}
    parts = tuple(
        Explanation(
            told("{id} (key)", id=item.id) if item.key else item.id,
            item.rated.light.value,
            because=row_of(item, plans[item.id], status, limits),
            rule=" ".join(item.rated.reasons),
            light=item.rated.light,
            inputs=(Fields.of(status).indicator(item.id),),
        )
        for item in status.indicators
    )
    words = {
        Light.RED: told("a key indicator is red"),
        Light.AMBER: told("a key indicator is amber, or another one amber or red"),
        Light.GREEN: told("no indicator is amber or red, and one is green"),
        Light.GREY: told("no indicator is rated"),
    }
    return _rated("results", status.results, words[status.results.light], parts)


def _issues(status: PilotStatus, limits: Thresholds) -> Explanation:
    fields, days = Fields.of(status), limits.bottleneck_amber_days
    parts = [
        Explanation(
            told("{id} {severity}, open", id=state.item.id, severity=told(state.item.severity)),
            Fraction(state.age_days),
            DAYS,
            formula=f"{status.as_of} − {state.open_since}",
            inputs=(_beginning(fields, state), fields.bottleneck(state.item.id, "severity")),
        )
        for state in status.bottleneck_states
        if state.age_days is not None
    ]
    words = {
        Light.RED: told("a critical bottleneck is open"),
        Light.AMBER: told("a major bottleneck is open for more than {n} days", n=days),
    }
    calm = told("no critical bottleneck is open, no major one for more than {n} days", n=days)
    because = words.get(status.issues.light, calm)
    parts.append(threshold("bottleneck_amber_days", days, DAYS))
    return _rated("issues", status.issues, because, tuple(parts))


def _beginning(fields: Fields, state: BottleneckState) -> Input:
    """Where the beginning of the first episode that has not ended is written."""
    first = next(one for one in state.episodes if one.began == state.open_since)
    route: tuple[str | int, ...] = ("raised",) if first.index is None else ("reopened", first.index, "date")
    return fields.bottleneck(state.item.id, *route)


def _reporting(status: PilotStatus, programme: Programme) -> Explanation:
    found, due_days = status.reporting, programme.reporting.due_days
    words = {
        Light.RED: told("the last two reports due are missing"),
        Light.AMBER: told("a report that is due is missing"),
        Light.GREEN: told("all {n} reports due are in", n=len(found.expected)),
        Light.GREY: told("no periodic reports are owed")
        if programme.reporting.cadence is None
        else told("no report is due yet"),
    }
    parts = [_report(status, period, due_days) for period in found.expected]
    parts.append(
        Explanation("due_days", Fraction(due_days), DAYS, inputs=(Input(PROGRAMME, ("reporting", "due_days")),))
    )
    return _rated("reporting", found.rated, words[found.rated.light], tuple(parts))


def _report(status: PilotStatus, period: Period, due_days: int) -> Explanation:
    due = days_after(period.end, due_days)
    because = told("due {end} + {n} days = {due}", end=period.end, n=due_days, due=due)
    if period in status.reporting.missing:
        return Explanation(str(period), told("missing"), because=because)
    sent = ((item.submitted, i) for i, item in enumerate(status.pilot.file.reports) if item.period == period)
    day, index = next(pair for pair in sent if pair[0] <= status.as_of)
    late, in_time = told("submitted {day}, late", day=day), told("submitted {day}, in time", day=day)
    place = Input(PILOT, ("reports", index, "submitted"))
    return Explanation(
        str(period), late if period in status.reporting.late else in_time, because=because, inputs=(place,)
    )
