"""One evaluation in full: sentence, tests, contributions, ratings, sensitivity, cautions, and its settings."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import zip_longest
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.evaluation.decision_table import SettingChange, SettingsNotice
from talentpilot.analysis.evaluation.performance import Basis
from talentpilot.analysis.evaluation.reasons import (
    CAUTIONS,
    OUTCOMES,
    ROWS,
    because,
    contributions,
    easy_targets,
    failing_tests,
    failures,
    label_of,
    row_above,
    same_outcome,
    value_of,
)
from talentpilot.analysis.evaluation.result import EvaluationResult, Variant, last_day
from talentpilot.analysis.number_format import as_stated, at_most_one_decimal, one_decimal
from talentpilot.cli.output.tables import printed
from talentpilot.diagnostics import Message
from talentpilot.i18n.command_terms import word
from talentpilot.i18n.translator import Translator, message
from talentpilot.report.views.inputs import Names
from talentpilot.services.evaluation import EvaluationResults

Json = dict[str, object]


def settings_line(notice: SettingsNotice, say: Translator) -> str | None:
    """Return one sentence; None where nothing has been evaluated yet."""
    if notice.since is None:
        return None
    values = {"day": notice.since, "changes": say.listed(map(_change, notice.changes)), "why": say.said(_why(notice))}
    if notice.known and not notice.changes:
        return say.text("Weights and thresholds are those of {day}, the day of the first evaluation.", **values)
    if notice.known:
        template = message("Weights and thresholds changed after {day}, the day of the first evaluation: {changes}.")
        return say.text(template, **values)
    unknown = message(
        "Whether weights and thresholds were in force before {day}, the day of the first evaluation, "
        "cannot be established: {why}."
    )
    changed = message(
        "Whether weights and thresholds were in force before {day}, the day of the first evaluation, "
        "cannot be established: {why}; changed since then: {changes}."
    )
    return say.text(changed if notice.changes else unknown, **values)


def settings_document(notice: SettingsNotice) -> Json:
    """Return the fields `settings_since` and `settings_changed` (null: unknown)."""
    return {
        "settings_since": notice.since.isoformat() if notice.since is not None else None,
        "settings_changed": [
            {"name": item.name, "then": float(item.then), "now": float(item.now)} for item in notice.changes
        ]
        if notice.known
        else None,
    }


def _why(notice: SettingsNotice) -> Message:
    match notice.why:
        case "later_history":
            return Message.of("the history of programme.yaml begins on {day}", day=notice.seen_from)
        case "shallow":
            template = "this clone's history begins on {day} (git fetch --unshallow brings the rest)"
            return Message.of(template, day=notice.seen_from)
        case "unreadable":
            return notice.problem or Message("programme.yaml as it stood then can't be read")
        case _:
            return Message("the ledger is not under version control")


def _change(item: SettingChange) -> str:
    return f"{item.name} {as_stated(item.then)} → {as_stated(item.now)}"


_PLAIN_WIDTH = 120
_BASES = {Basis.TO_TARGET: message("to target"), Basis.TO_DATE: message("to date")}
_FIGURES = frozenset(
    ("value", "weight", "points", "to target", "to date", "median", "spread", "median P", "median R")
) | {"J", "R"}
"""Columns of numbers, which are aligned right, except a J or R above the names of items."""


def evaluations_in_full(found: EvaluationResults, say: Translator, *, color: bool) -> str:
    """Return each evaluation, one after the other."""
    names = Names(found.programme, found.catalogue)
    parts: list[RenderableType] = []
    for item in found.results:
        parts += [*_argue(item, names.of(item.status.pilot.id), say), ""]
    return print_parts([*parts, *settings_part(found, say)], color=color)


def settings_part(found: EvaluationResults, say: Translator) -> Iterator[RenderableType]:
    """Return the parts that say whether weights and thresholds were fixed before the pilots were judged."""
    line = settings_line(found.settings, say)
    if line is not None:
        yield Padding(Styled(line, style="bold red" if found.settings.changes else ""), (1, 0, 0, 0))


def print_parts(parts: Iterable[RenderableType], *, color: bool) -> str:
    """Parts as text, no line with blanks at its end."""
    return printed(parts, color=color, plain_width=_PLAIN_WIDTH).rstrip("\n") + "\n"


def _argue(item: EvaluationResult, names: Names, say: Translator) -> Iterator[RenderableType]:
    yield from _head(item, names, say)
    yield _title(say.text("Tests, in order, down to the row that passed"))
    yield _tests(item, say)
    above = row_above(item)
    if above is not None:
        values = {"outcome": say.text(ROWS[above.outcome]), "tests": say.said(failures(failing_tests(above)))}
        yield _title(say.text("What would change this: {outcome} fails on {tests}", **values))
    if item.conditions:
        yield _title(say.text("Conditions"))
        yield from (escape(f"  - {line}") for line in item.conditions)
    scores = {"target": _score(item.to_target.score), "date": _score(item.to_date.score)}
    yield _title(say.text("Performance: P {target} to target, {date} to date", **scores))
    yield _performance(item, say)
    yield _title(_grade(item, say))
    yield _ratings(item, say)
    yield from _sensitivity(item, say)
    yield _title(say.text("Cautions"))
    yield from (f"  - {line}" for line in (*_own_cautions(item, say), *map(say.text, CAUTIONS)))


def _head(item: EvaluationResult, names: Names, say: Translator) -> Iterator[RenderableType]:
    evaluation, pilot = item.evaluation, item.status.pilot
    yield Styled.assemble((f"{pilot.id}/{item.name}", "bold"), f"  {say.words(item.status.plan.title)}")
    head = (
        message("{type} as of {day} by {org} (independent), {n} reviewers; maturity {level}")
        if evaluation.evaluator.independent
        else message("{type} as of {day} by {org} (not independent), {n} reviewers; maturity {level}")
    )
    yield escape(
        say.text(
            head,
            type=say.term(evaluation.type, "evaluation"),
            day=evaluation.as_of,
            org=say.words(names.organization(evaluation.evaluator.org)),
            n=len(evaluation.reviewers),
            level=item.status.maturity or say.text("none"),
        )
    )
    yield ""
    reason = because(item, last_day(pilot, item.status, evaluation.as_of))
    values = {"outcome": say.text(OUTCOMES[item.outcome]), "reason": say.said(reason)}
    yield Styled(say.text("Recommended: {outcome}, because {reason}.", **values), style="bold")
    if evaluation.vetoes:
        vetoes = say.listed(say.term(one, "veto") for one in evaluation.vetoes)
        yield Styled(say.text("Vetoes: {vetoes}.", vetoes=vetoes), style="bold red")
    yield escape(_decision(item, say))


def _decision(item: EvaluationResult, say: Translator) -> str:
    decision = item.evaluation.decision
    if decision is None:
        return say.text("The authority has not decided yet.")
    paper = say.bracketed(decision.document) if decision.document else ""
    values = {"day": decision.date, "paper": paper, "outcome": say.text(OUTCOMES[decision.outcome])}
    if decision.outcome == item.outcome:
        return say.text("The authority decided on {day}{paper}: {outcome}, as recommended.", **values)
    if decision.override_reason is None:
        template = message(
            "The authority decided on {day}{paper}: {outcome}, other than recommended, without a reason."
        )
        return say.text(template, **values)
    template = message("The authority decided on {day}{paper}: {outcome}, other than recommended: {reason}.")
    return say.text(template, reason=say.words(decision.override_reason), **values)


def _title(text: str) -> RenderableType:
    return Padding(Styled(text, style="bold"), (1, 0, 0, 0))


def table(say: Translator, *columns: str, names: tuple[str, ...] = ()) -> Table:
    """Return a table with these columns; figures are aligned right, except in the columns of `names`."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        side: Literal["left", "right"] = "right" if name in _FIGURES and name not in names else "left"
        made.add_column(word(say, name, "column"), justify=side)
    return made


def _tests(item: EvaluationResult, say: Translator) -> Table:
    made = table(say, "row", "test", "value", "result")
    for row in item.rows:
        for number, test in enumerate(row.tests):
            mark, style = ("pass", "green") if test.passed else ("fail", "red")
            if test.row == "no_finding" or test.name == "vetoes":
                mark, style = ("speaks", "red") if test.passed else ("silent", "green")
            shown = Styled(say.term(mark, "tested"), style=style)
            outcome = "" if number else say.term(row.outcome, "outcome_noun")
            made.add_row(outcome, say.said(label_of(test)), say.said(value_of(test)), shown)
        made.add_section()
    return made


def _performance(item: EvaluationResult, say: Translator) -> Table:
    made = table(say, "component", "to target", "to date", "weight", "points", "counted")
    dated = {one.name: one.value for one in item.to_date.components}
    target = {one.name: one.value for one in item.to_target.components}
    for one in contributions(item.graded):
        made.add_row(
            say.term(one.name, "component"),
            _score(target[one.name]),
            _score(dated[one.name]),
            at_most_one_decimal(Fraction(one.weight)),
            _score(one.points),
            say.text(_BASES[item.basis]) if one.points is not None else say.text("not scored"),
        )
    made.add_row("P", _score(item.to_target.score), _score(item.to_date.score), "", _score(item.graded.score), "")
    coverage = say.text("coverage")
    made.add_row(coverage, _score(item.to_target.coverage), _score(item.to_date.coverage), "", "", "")
    return made


def grade(item: EvaluationResult, say: Translator) -> str:
    """Return the grade with its band in words, or a dash."""
    return f"{_score(item.grade.score)} {say.term(item.grade.band, 'grade')}" if item.grade.band else "–"


def _grade(item: EvaluationResult, say: Translator) -> str:
    return say.text(
        "Judgement J {j}, replicability R {r}, evidence level EL {level}; {grade} (P {basis})",
        j=_score(item.judgement.score),
        r=_score(item.replicability.score),
        level=item.evaluation.evidence_level,
        grade=f"O {grade(item, say)}" if item.grade.band else say.text("no grade"),
        basis=say.text(_BASES[item.basis]),
    )


def _ratings(item: EvaluationResult, say: Translator) -> Table:
    made = table(say, "J", "median", "spread", "R", "median", "spread", names=("J", "R"))
    left, right = (
        [(say.term(one.name, "criterion"), _score(one.median), _spread(one.spread)) for one in ratings.items]
        for ratings in (item.judgement, item.replicability)
    )
    for pair in zip_longest(left, right, fillvalue=("", "", "")):
        made.add_row(*pair[0], *pair[1])
    return made


def _sensitivity(item: EvaluationResult, say: Translator) -> Iterator[RenderableType]:
    same, every = same_outcome(item)
    yield _title(say.text("Sensitivity: same outcome in {same} of {every} variants", same=same, every=every))
    for one in item.variants:
        if one.outcome != item.outcome:
            yield f"  - {_varied(one, say)}{say.punctuation['colon']}{say.text(OUTCOMES[one.outcome])}"


def _varied(one: Variant, say: Translator) -> str:
    match one.kind:
        case "thresholds":
            return say.text("thresholds of P, R and coverage {change}", change=f"{one.change:+f}")
        case "weight":
            component = say.term(one.subject, "component")
            return say.text("weight of {component} × {factor}", component=component, factor=one.change)
        case "evidence_level":
            return say.text("evidence level {change}", change=f"{one.change:+f}")
        case "reviewer":
            return say.text("without reviewer {reviewer}", reviewer=one.subject)


def _own_cautions(item: EvaluationResult, say: Translator) -> Iterator[str]:
    template = message("{name} is beyond 150 % of its way to the target: the target may have been too easy.")
    yield from (say.text(template, name=name) for name in easy_targets(item))


def _score(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value)


def _spread(value: int | None) -> str:
    return "–" if value is None else str(value)
