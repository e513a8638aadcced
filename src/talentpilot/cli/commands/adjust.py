"""`talentpilot adjust`: files a change of the approved plan, with what was in force and the procedure filled in."""

from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli import recording_options as options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session

FILING = "The filing"
OBJECT = "For add_milestone and add_indicator"
Path_ = Annotated[
    str | None,
    typer.Argument(metavar="[PATH]", help="What changes: M3/due, I1/target/value, term/end, roles/lead …"),
]
Value_ = Annotated[
    str | None, typer.Argument(metavar="[VALUE]", help="What shall hold; lists as a,b, texts also as {zh: …, en: …}.")
]
Also = Annotated[
    list[str] | None,
    typer.Option("--also", metavar="PATH=VALUE", help="Another change of the same filing; any number."),
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Where the path does not tell: suspension, resumption, termination, conclusion, add_milestone, "
        "add_indicator; or another that may make the change.",
    ),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.", rich_help_panel=FILING)]
Zh = Annotated[str | None, typer.Option("--reason-zh", metavar="TEXT", help="In Chinese.", rich_help_panel=FILING)]
En = Annotated[str | None, typer.Option("--reason-en", metavar="TEXT", help="In English.", rich_help_panel=FILING)]
Document = Annotated[
    str | None, typer.Option("--document", metavar="NUMBER", help="发文字号, the paper.", rich_help_panel=FILING)
]
Authority = Annotated[
    str | None,
    typer.Option("--authority", metavar="ORG", help="With whom; by default as before.", rich_help_panel=FILING),
]
Procedure = Annotated[
    str | None,
    typer.Option(
        "--procedure", metavar="WORD", help="filing 备案 or approval 报批; found by itself.", rich_help_panel=FILING
    ),
]
Submitted = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="Submitted; by default today.", rich_help_panel=FILING)
]
Effective = Annotated[
    str | None, typer.Option("--effective", metavar="DATE", help="In effect since.", rich_help_panel=FILING)
]
Evidence = Annotated[
    list[str] | None, typer.Option("--evidence", metavar="ID", help="Such as E4.", rich_help_panel=FILING)
]
Field = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME=VALUE", help="Such as due=2027-02-28, title.zh=….", rich_help_panel=OBJECT),
]
File = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="Its fields, as YAML.", rich_help_panel=OBJECT)
]


def adjust(
    session: Session,
    pilot: options.Pilot,
    path: Path_ = None,
    value: Value_ = None,
    also: Also = None,
    kind: Kind = None,
    reason: Reason = None,
    reason_zh: Zh = None,
    reason_en: En = None,
    document: Document = None,
    authority: Authority = None,
    procedure: Procedure = None,
    submitted: Submitted = None,
    effective: Effective = None,
    evidence: Evidence = None,
    fields: Field = None,
    file: File = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
) -> ExitCode:
    """File a change of the approved plan; kind, the value in force and the procedure are filled in."""
    from talentpilot.cli import recording_targets as targets
    from talentpilot.cli.recording_adjustment import Filing, file_adjustment, once_in_effect, read_changes
    from talentpilot.cli.session import parse_day

    desk = targets.open_desk(session, pilot)
    why = targets.required("reason", targets.wording("reason", reason, reason_zh, reason_en))
    day = targets.the_day(desk, submitted)
    since = parse_day(effective) if effective else None
    filing = Filing(why, document, authority, procedure, day, since, list(evidence or ()))
    pairs = [(path, value)] if path is not None else []
    found = read_changes(desk, filing, [*pairs, *(item.partition("=")[::2] for item in also or ())], kind)
    identifier = file_adjustment(desk, filing, found, fields or [], file)
    return desk.commit(dry_run=dry_run, force=force, also=once_in_effect(desk, identifier))
