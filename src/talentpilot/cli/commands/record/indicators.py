"""The `talentpilot record` commands for observations and period reports."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.commands.record.milestones import KINDS, LEVELS
from talentpilot.cli.edit_command import commit
from talentpilot.cli.options import TEXTS, En, NoteOptions, WriteOptions, Zh
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    import datetime

    from talentpilot.diagnostics import FieldPath
    from talentpilot.services.recording.transaction import PilotEdit
    from talentpilot.store.yaml.editor import Value

Indicator = Annotated[str, typer.Argument(metavar="PILOT/I1", help="Indicator, as PILOT/I1.", show_default=False)]
FILE = "outcomes.yaml"


def observe(
    session: Session,
    indicator: Indicator,
    value: Annotated[str, typer.Option(metavar="NUMBER", help="Value without its unit.")],
    note: NoteOptions,
    writing: WriteOptions,
    date: options.Date = None,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="The period counted: 2026Q1, 2026-03, 2026H1, 2026.")
    ] = None,
    evidence: options.EvidenceIds = None,
    provisional: Annotated[bool, typer.Option("--provisional", help="Mark the value as provisional.")] = False,
) -> ExitCode:
    """Record a value of an indicator, for a day or a period. It replaces a provisional value."""
    from talentpilot.model.scalars import read_number
    from talentpilot.services.recording.transaction import open_object
    from talentpilot.services.recording.values import read_value, without_empty

    edit, identifier = open_object(session.open_ledger(), indicator, "I1")
    place = ("indicators", edit.find(FILE, "indicators", identifier), "observations")
    when = _when(edit, identifier, date, period)
    number = read_value("--value", read_number, value)
    facts = without_empty(value=number, evidence=list(evidence or ()), provisional=provisional, note=note.words)
    known = _known(edit, place, when)
    said = f"{identifier} {'over' if period else 'on'} {when}: {number:f}"
    if known is None:
        edit.append(FILE, place, {"period" if period else "date": when, **facts}, said)
    else:
        _restate(edit, known, facts, said, force=writing.force)
    return commit(session, edit, writing)


def _when(edit: "PilotEdit", identifier: str, date: str | None, period: str | None) -> "datetime.date | str":
    """The day or the period of the observation."""
    from talentpilot.model.periods import read_period
    from talentpilot.services.recording.transaction import day_or_default
    from talentpilot.services.recording.values import read_value

    known = edit.pilot.indicator(identifier)
    if date is not None and period is not None:
        raise UsageProblem("--date stands beside --period\n  help: give the day, or the period that was counted")
    if period is None and known is not None and known.reporting == "per_period":
        raise UsageProblem(
            f"{identifier} is counted by period, so a day says nothing\n  help: give --period, such as 2026Q1"
        )
    return day_or_default(edit, date) if period is None else str(read_value("--period", read_period, period))


def _known(edit: "PilotEdit", place: "FieldPath", when: "datetime.date | str") -> "FieldPath | None":
    """Where the observation of that day or period stands, if there is one."""
    from talentpilot.model.scalars import plain_form

    for index, item in enumerate(edit.file(FILE).at(place) or ()):
        if isinstance(item, dict) and str(when) in (plain_form(str(item.get(key))) for key in ("date", "period")):
            return (*place, index)
    return None


def _restate(edit: "PilotEdit", place: "FieldPath", facts: "dict[str, Value]", said: str, *, force: bool) -> None:
    """Put the new value in the place of the old one.

    Raises:
        UsageProblem: the old one was not provisional, and nobody insisted.
    """
    from talentpilot.services.recording.items import refuse_recorded

    node = edit.file(FILE).at(place)
    provisional = node.get("provisional") == "true"
    what, _, _ = said.rpartition(":")
    refuse_recorded(edit, FILE, (*place, "value"), f"the value of {what}", force=force or provisional)
    before = node.get("value")
    edit.put(FILE, (*place, "value"), facts["value"], f"{said}, {before} before")
    if provisional and "provisional" not in facts:
        edit.remove(FILE, (*place, "provisional"))
    elif "provisional" in facts:
        edit.put(FILE, (*place, "provisional"), facts["provisional"])
    if "note" in facts:
        edit.put(FILE, (*place, "note"), facts["note"])
    edit.cite(FILE, (*place, "evidence"), facts.get("evidence"))


@dataclass(frozen=True, slots=True)
class ReportTextOptions:
    """The three texts of a report, each once or by language."""

    progress: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What was done.", rich_help_panel=TEXTS)
    ] = None  # fmt: skip
    progress_zh: Zh = None
    progress_en: En = None
    problems: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What is wrong.", rich_help_panel=TEXTS)
    ] = None  # fmt: skip
    problems_zh: Zh = None
    problems_en: En = None
    next: Annotated[str | None, typer.Option(metavar="TEXT", help="What comes next.", rich_help_panel=TEXTS)] = None
    next_zh: Zh = None
    next_en: En = None

    def words(self, name: str) -> "Value":
        """One of the three."""
        from talentpilot.services.recording.values import text_from_options

        return text_from_options(name, *(getattr(self, f"{name}{ending}") for ending in ("", "_zh", "_en")))


Matters = Annotated[
    list[str] | None,
    typer.Option(
        "--matter",
        metavar="KIND:LEVEL[:SAME_AS]=TEXT",
        help="For a higher level to settle, such as data:ministry=… or data:ministry:B1={zh: …, en: …}; any number.",
        rich_help_panel=TEXTS,
    ),
]


def period_report(
    session: Session,
    pilot: options.Pilot,
    period: Annotated[str, typer.Option(metavar="PERIOD", help="Such as 2026Q1.")],
    texts: ReportTextOptions,
    writing: WriteOptions,
    matter: Matters = None,
    date: options.Date = None,
) -> ExitCode:
    """Record a periodic report, or complete one that is recorded."""
    from talentpilot.model.periods import read_period
    from talentpilot.services.recording.transaction import day_or_default, open_edit
    from talentpilot.services.recording.values import read_value, required, without_empty

    edit = open_edit(session.open_ledger(), pilot)
    covered = str(read_value("--period", read_period, period))
    matters = _matters(edit, matter or [])
    place = _on_the_books(edit, covered)
    if place is not None:
        words = without_empty(**{name: texts.words(name) for name in ("progress", "problems", "next")})
        if date is not None:
            words["submitted"] = day_or_default(edit, date)
        _complete(edit, place, covered, words, matters, force=writing.force)
        return commit(session, edit, writing)
    submitted = day_or_default(edit, date)
    fields = without_empty(
        period=covered,
        submitted=submitted,
        progress=required("progress", texts.words("progress")),
        problems=texts.words("problems"),
        next=texts.words("next"),
        matters=matters,
    )
    asked = "".join(f"; {item['id']} for {item['needs']}" for item in matters)
    edit.append("pilot.yaml", ("reports",), fields, f"report on {covered}, submitted on {submitted}{asked}")
    return commit(session, edit, writing)


def _on_the_books(edit: "PilotEdit", period: str) -> "FieldPath | None":
    """The place of the report on a period; None where there is none yet."""
    items = edit.file("pilot.yaml").at(("reports",))
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict) and item.get("period") == period:
            return ("reports", index)
    return None


def _complete(
    edit: "PilotEdit",
    place: "FieldPath",
    period: str,
    words: "dict[str, Value]",
    matters: "list[dict[str, Value]]",
    *,
    force: bool,
) -> None:
    """Add to a report on the books what it lacks; what it says stays, unless forced.

    Raises:
        UsageProblem: nothing was given, or the report says it already.
    """
    from talentpilot.services.recording.items import refuse_recorded

    if not words and not matters:
        raise UsageProblem(
            f"the report on {period} is on the books already; nothing was written\n"
            "  help: give what it lacks: --problems, --next or --matter"
        )
    for name, value in words.items():
        refuse_recorded(edit, "pilot.yaml", (*place, name), f"{name} of the report on {period}", force=force)
        edit.put("pilot.yaml", (*place, name), value, f"report on {period}: {name}")
    for item in matters:
        meaning = f"report on {period}: {item['id']} for {item['needs']}"
        edit.append("pilot.yaml", (*place, "matters"), item, meaning)


def _matters(edit: "PilotEdit", items: list[str]) -> "list[dict[str, Value]]":
    """The matters from `KIND:LEVEL[:SAME_AS]=TEXT`, each with its id.

    Raises:
        UsageProblem: one has another form.
    """
    from talentpilot.model.base import read_text
    from talentpilot.services.recording.items import free_ids
    from talentpilot.services.recording.values import in_braces, read_value, without_empty

    ids = free_ids(edit, [item.id for report in edit.pilot.file.reports for item in report.matters], "G", len(items))
    found = []
    for identifier, item in zip(ids, items, strict=True):
        head, _, text = item.partition("=")
        kind, _, rest = head.partition(":")
        needs, _, same_as = rest.partition(":")
        if not (kind and needs and text):
            raise UsageProblem(
                f"--matter {item} is not understood\n"
                f"  help: write such as data:ministry=TEXT; kinds: {KINDS}; levels: {LEVELS}"
            )
        title = in_braces(text)
        read_value("--matter", read_text, title)
        found.append(without_empty(id=identifier, title=title, kind=kind, needs=needs, same_as=same_as or None))
    return found
