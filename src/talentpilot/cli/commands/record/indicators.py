"""The `talentpilot record` commands for observations and period reports."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from talentpilot.cli import options
from talentpilot.cli.options import En, NoteOptions, WriteOptions, Zh, text_of, text_option
from talentpilot.cli.session import ExitCode, Session
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.choices import BottleneckKind, Needs
from talentpilot.model.dates import optional_day

if TYPE_CHECKING:
    from talentpilot.services.recording.period_reports import MatterRequest

Indicator = Annotated[str, typer.Argument(metavar="PILOT/I1", help="Indicator, as PILOT/I1.", show_default=False)]


def observe(
    session: Session,
    indicator: Indicator,
    note: NoteOptions,
    writing: WriteOptions,
    value: Annotated[str | None, typer.Option(metavar="NUMBER", help="Value without its unit.")] = None,
    date: options.Date = None,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Period counted, such as 2026Q1, 2026-03, 2026H1 or 2026.")
    ] = None,
    evidence: options.EvidenceIds = None,
    provisional: Annotated[bool, typer.Option("--provisional", help="Mark the value as provisional.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="Confirm a provisional value as final.")] = False,
) -> ExitCode:
    """Record a value of an indicator, which replaces a provisional one, or confirm the provisional one."""
    from talentpilot.model.scalars import read_number
    from talentpilot.services.recording.observations import confirm_observation, record_observation
    from talentpilot.services.recording.transaction import open_object
    from talentpilot.services.recording.values import read_value

    if confirm == (value is not None) or (confirm and provisional):
        raise UsageProblem(
            "record either a value or a confirmation; nothing was written",
            help="give --value, or --confirm without --provisional",
        )
    edit, identifier = open_object(session.open_ledger(), indicator, "I1")
    day, cited, words = optional_day(date), evidence or (), text_of(note, "note")
    if confirm:
        confirm_observation(edit, identifier, day, period=period, evidence=cited, note=words)
    else:
        number = read_value("--value", read_number, value)
        record_observation(
            edit, identifier, number, day,
            period=period, evidence=cited, provisional=provisional, note=words, force=writing.force,
        )  # fmt: skip
    return writing.commit(session, edit)


@dataclass(frozen=True, slots=True)
class ReportTextOptions:
    """The three texts of a report, each once or by language."""

    progress: Annotated[str | None, text_option(help="What was done.")] = None
    progress_zh: Zh = None
    progress_en: En = None
    problems: Annotated[str | None, text_option(help="What is wrong.")] = None
    problems_zh: Zh = None
    problems_en: En = None
    next: Annotated[str | None, text_option(help="What comes next.")] = None
    next_zh: Zh = None
    next_en: En = None


Matters = Annotated[
    list[str] | None,
    text_option(
        "--matter",
        metavar="KIND:LEVEL[:SAME_AS]=TEXT",
        help="A matter for a higher level, such as data:ministry=… or data:ministry:B1={zh: …, en: …}. Repeatable.",
    ),
]


def period_report(
    session: Session,
    pilot: options.Pilot,
    period: Annotated[str, typer.Option(metavar="PERIOD", help="The period, such as 2026Q1.")],
    texts: ReportTextOptions,
    writing: WriteOptions,
    matter: Matters = None,
    date: options.Date = None,
) -> ExitCode:
    """Record a periodic report, or complete one that is recorded."""
    from talentpilot.services.recording.period_reports import record_report
    from talentpilot.services.recording.transaction import open_edit

    edit = open_edit(session.open_ledger(), pilot)
    record_report(
        edit,
        period,
        optional_day(date),
        progress=text_of(texts, "progress"),
        problems=text_of(texts, "problems"),
        next_steps=text_of(texts, "next"),
        matters=[_matter(item) for item in matter or ()],
        force=writing.force,
    )
    return writing.commit(session, edit)


def _matter(item: str) -> "MatterRequest":
    """Return the matter from `KIND:LEVEL[:SAME_AS]=TEXT`.

    Raises:
        UsageProblem: it has another form.
    """
    from talentpilot.services.recording.period_reports import MatterRequest
    from talentpilot.services.recording.values import in_braces

    head, _, text = item.partition("=")
    kind, _, rest = head.partition(":")
    needs, _, same_as = rest.partition(":")
    if not (kind and needs and text):
        raise UsageProblem(
            "--matter {item} is not understood",
            help="write it as in data:ministry=TEXT; kinds: {kinds}; levels: {levels}",
            item=item,
            kinds=Message.listed(get_args(BottleneckKind)),
            levels=Message.listed(get_args(Needs)),
        )
    return MatterRequest(in_braces(text), kind, needs, same_as or None)
