"""`talentpilot adjust` files a change of the approved plan; `talentpilot decide` records the decision on it."""

from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.choice_words import DecisionWord
from talentpilot.cli.options import En, WriteOptions, Zh, text_of, text_option
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem
from talentpilot.model.choices import AdjustmentKind, Procedure
from talentpilot.model.dates import optional_day

if TYPE_CHECKING:
    from talentpilot.store.yaml.editor import Value


_filing = partial(typer.Option, rich_help_panel="The filing")
_object = partial(typer.Option, rich_help_panel="For add_milestone and add_indicator")
Path_ = Annotated[
    str | None,
    typer.Argument(metavar="PATH", help="What changes: M3/due, I1/target/value, term/end, roles/lead and so on."),
]
Value_ = Annotated[
    str | None,
    typer.Argument(metavar="VALUE", help="The new value; lists as a,b, texts also as {zh: …, en: …}, null for none."),
]
Also = Annotated[
    list[str] | None,
    typer.Option("--also", metavar="PATH=VALUE", help="Another change in the same filing. Repeatable."),
]
Kind = Annotated[
    AdjustmentKind | None,
    typer.Option("--kind", metavar="KIND", help="Kind of adjustment. Default: the one that the path shows."),
]
Field = Annotated[
    list[str] | None, _object("--field", metavar="NAME=VALUE", help="A field, such as due=2027-02-28 or title.zh=….")
]
File = Annotated[Path | None, _object("--file", metavar="FILE", help="File with its fields as YAML.")]


@dataclass(frozen=True, slots=True)
class FilingOptions:
    """The options that describe a filing."""

    reason: Annotated[str | None, _filing(metavar="TEXT", help="The reason.")] = None
    reason_zh: Annotated[str | None, _filing(metavar="TEXT", help="In Chinese.")] = None
    reason_en: Annotated[str | None, _filing(metavar="TEXT", help="In English.")] = None
    document: Annotated[str | None, _filing(metavar="NUMBER", help="Document number (发文字号).")] = None
    authority: Annotated[str | None, _filing(metavar="ORG", help="Organization responsible. Default: as before.")] = (
        None
    )
    procedure: Annotated[
        Procedure | None, _filing(metavar="WORD", help="Procedure. Default: what the programme requires.")
    ] = None
    date: Annotated[str | None, _filing(metavar="DATE", help="Day of submission. Default: today.")] = None
    effective: Annotated[str | None, _filing(metavar="DATE", help="Day from which it is in effect.")] = None
    evidence: Annotated[list[str] | None, _filing(metavar="ID", help="Id of the evidence, such as E4.")] = None

    @property
    def why(self) -> "Value":
        """The reason.

        Raises:
            UsageProblem: none was given.
        """
        from talentpilot.services.recording.values import required

        return required("reason", text_of(self, "reason"))

    def refuse_for(self, pilot: str) -> None:
        """Refuse the options of a filing for a pilot that is only proposed.

        Raises:
            UsageProblem: one of them was given.
        """
        given = [item.name.replace("_", "-") for item in fields(self) if getattr(self, item.name)]
        if given:
            raise UsageProblem(
                "{pilot} is only proposed, so nothing is filed yet",
                help="leave out --{options}",
                pilot=pilot,
                options=", --".join(given),
            )


def adjust(
    session: Session,
    pilot: options.Pilot,
    options: FilingOptions,
    writing: WriteOptions,
    path: Path_ = None,
    value: Value_ = None,
    also: Also = None,
    kind: Kind = None,
    field: Field = None,
    file: File = None,
) -> ExitCode:
    """File a change of the approved plan: kind, value in force, procedure are found. A proposed plan is rewritten."""
    from talentpilot.services.recording import filings
    from talentpilot.services.recording.new_objects import NewObjectOptions
    from talentpilot.services.recording.transaction import open_edit

    edit, new = open_edit(session.open_ledger(), pilot), NewObjectOptions(field or (), file)
    pairs = [(path, value)] if path is not None else []
    pairs += [item.partition("=")[::2] for item in also or ()]
    if edit.pilot.file.approval is None:
        options.refuse_for(pilot)
        filings.rewrite_plan(edit, pairs, kind, new)
        return writing.commit(session, edit)
    if not pairs and kind is None:
        raise UsageProblem(
            "no change is given",
            help="talentpilot adjust {pilot} PATH VALUE, such as M3/due 2026-12-31; or give --kind",
            pilot=pilot,
        )
    since = optional_day(options.effective or None)
    day, evidence = optional_day(options.date) or edit.as_of, list(options.evidence or ())
    filing = filings.FilingRequest(
        options.why, options.document, options.authority, options.procedure, day, since, evidence
    )
    found = filings.read_changes(edit, filing, pairs, kind)
    identifier = filings.file_adjustment(edit, filing, found, new)
    return writing.commit(session, edit, also=filings.once_in_effect(edit, identifier))


@dataclass(frozen=True, slots=True)
class Overriding:
    """Scope, conditions and reason of the decision on an evaluation."""

    scope: Annotated[str | None, text_option(help="Where it applies.")] = None
    scope_zh: Zh = None
    scope_en: En = None
    override_reason: Annotated[str | None, text_option(help="Why it differs from the recommendation.")] = None
    override_reason_zh: Zh = None
    override_reason_en: En = None
    condition: Annotated[
        list[str] | None, text_option(help="A condition; both languages as {zh: …, en: …}. Repeatable.")
    ] = None

    @property
    def condition_words(self) -> "list[Value]":
        """The conditions."""
        from talentpilot.services.recording.values import in_braces

        return [in_braces(text) for text in self.condition or ()]


Document = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Document number (发文字号) of the decision; that of the filing is kept."),
]
Effective = Annotated[
    str | None, typer.Option(metavar="DATE", help="Day from which it is in effect. Default: the day of the filing.")
]


def decide(
    session: Session,
    pilot: options.Pilot,
    target: Annotated[str, typer.Argument(metavar="A2", help="The filing, or the name of an evaluation.")],
    decision: Annotated[
        DecisionWord, typer.Argument(metavar="WORD", help="Of a filing the first three, of an evaluation the others.")
    ],
    overriding: Overriding,
    writing: WriteOptions,
    date: options.Date = None,
    document: Document = None,
    effective: Effective = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record the decision on a filing and print what the plan becomes, or record the decision on an evaluation."""
    from talentpilot.model.scalars import INNER_ID
    from talentpilot.services.recording.decisions import Decided, decide_evaluation, decide_filing
    from talentpilot.services.recording.transaction import open_edit

    edit = open_edit(session.open_ledger(), pilot)
    decided = Decided(
        decision,
        optional_day(date) or edit.as_of,
        document,
        optional_day(effective),
        list(evidence or ()),
        text_of(overriding, "scope"),
        overriding.condition_words,
        text_of(overriding, "override_reason"),
    )
    if target not in edit.pilot.evaluations and INNER_ID.fullmatch(target.upper()):
        decide_filing(edit, target.upper(), decided, force=writing.force)
    else:
        decide_evaluation(edit, target, decided, force=writing.force)
    return writing.commit(session, edit)
