"""The `talentpilot record` commands for evidence, practices and adoptions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.options import TitleOptions, WriteOptions, text_of, texts_by_field
from talentpilot.cli.session import ExitCode, Session
from talentpilot.model.choices import EvidenceAccess, EvidenceKind, PracticeKind, PracticeStage, VerificationMethod
from talentpilot.model.dates import optional_day


def evidence(
    session: Session,
    pilot: options.Pilot,
    title: TitleOptions,
    writing: WriteOptions,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="File to copy into evidence/.", show_default=False),
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Address of a page instead of a file.")] = None,
    kind: Annotated[EvidenceKind, typer.Option(metavar="KIND", help="Kind of evidence.")] = "document",
    access: Annotated[EvidenceAccess, typer.Option(metavar="WORD", help="Who may see it.")] = "internal",
    date: options.Date = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the file in the ledger.")] = None,
) -> ExitCode:
    """File a document or data set: copy it into the ledger with its digest."""
    from talentpilot.services.recording.evidence import record_evidence
    from talentpilot.services.recording.transaction import open_edit

    edit, day = open_edit(session.open_ledger(), pilot), optional_day(date)
    record_evidence(edit, title.required, day=day, file=file, url=url, kind=kind, access=access, name=name)
    return writing.commit(session, edit)


def verify(
    session: Session,
    item: Annotated[str, typer.Argument(metavar="PILOT/E3", help="The evidence.", show_default=False)],
    by: Annotated[str, typer.Option(metavar="ORG", help="Organization that verified it.")],
    method: Annotated[VerificationMethod, typer.Option(metavar="WORD", help="How it was verified.")],
    writing: WriteOptions,
    date: options.Date = None,
) -> ExitCode:
    """Record that somebody has verified a piece of evidence."""
    from talentpilot.services.recording.evidence import record_verification
    from talentpilot.services.recording.transaction import open_object

    edit, identifier = open_object(session.open_ledger(), item, "E3")
    record_verification(edit, identifier, by, method, optional_day(date), force=writing.force)
    return writing.commit(session, edit)


@dataclass(frozen=True, slots=True)
class StageOptions:
    """The stage that a practice has reached: since when, by whom, by which document."""

    stage: Annotated[PracticeStage | None, typer.Option(metavar="WORD", help="What it has become.")] = None
    date: options.Date = None
    by: Annotated[str | None, typer.Option(metavar="ORG", help="Organization that endorsed or promoted it.")] = None
    document: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Document number (发文字号) of the endorsement or promotion, or of the practice itself.",
        ),
    ] = None


def practice(
    session: Session,
    target: Annotated[
        str, typer.Argument(metavar="PILOT[/P1]", help="PILOT for a new practice, or PILOT/P1.", show_default=False)
    ],
    title: TitleOptions,
    become: StageOptions,
    writing: WriteOptions,
    kind: Annotated[PracticeKind | None, typer.Option(metavar="KIND", help="Kind of practice.")] = None,
    text: options.Texts = None,
    solves: Annotated[list[str] | None, typer.Option(metavar="ID", help="A bottleneck it solves, such as B1.")] = None,
    indicator: Annotated[list[str] | None, typer.Option(metavar="ID", help="An indicator it rests on.")] = None,
) -> ExitCode:
    """Record a new practice, or the next stage of one."""
    from talentpilot.services.recording.practices import TEXTS, PracticeFacts, record_practice, update_practice
    from talentpilot.services.recording.transaction import open_edit, open_object

    facts = PracticeFacts(
        text_of(title, "title"),
        kind,
        texts_by_field(text, TEXTS),
        become.stage,
        optional_day(become.date),
        become.by,
        become.document,
        tuple(solves or ()),
        tuple(indicator or ()),
    )
    if "/" in target:
        edit, identifier = open_object(session.open_ledger(), target, "P1")
        update_practice(edit, identifier, facts, force=writing.force)
    else:
        edit = open_edit(session.open_ledger(), target)
        record_practice(edit, facts)
    return writing.commit(session, edit)


def adoption(
    session: Session,
    target: Annotated[str, typer.Argument(metavar="PILOT/P1", help="The practice.", show_default=False)],
    writing: WriteOptions,
    org: Annotated[str | None, typer.Option(metavar="ORG", help="Organization that adopted it.")] = None,
    region: Annotated[str | None, typer.Option(metavar="CODE", help="Region that adopted it.")] = None,
    document: options.Document = None,
    date: options.Date = None,
    text: options.Texts = None,
) -> ExitCode:
    """Record that an organization or a region has adopted a practice."""
    from talentpilot.services.recording.practices import ADOPTION_TEXTS, record_adoption
    from talentpilot.services.recording.transaction import open_object

    edit, identifier = open_object(session.open_ledger(), target, "P1")
    record_adoption(
        edit,
        identifier,
        optional_day(date),
        org=org,
        region=region,
        document=document,
        **texts_by_field(text, ADOPTION_TEXTS),
        force=writing.force,
    )
    return writing.commit(session, edit)
