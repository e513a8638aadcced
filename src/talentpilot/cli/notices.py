"""`talentpilot due --notice`: what is due as messages, printed or written to files, never sent."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from talentpilot.cli.output.due import NOTICES, DueFormat
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.analysis.portfolio import PilotSelection
    from talentpilot.services.notices import Notice, NoticeForm

SEPARATOR = "---\n"
"""Stands between two messages that are no lines of JSON."""


@dataclass(frozen=True, slots=True)
class NoticesAsked:
    """What the options say of the messages wanted."""

    selection: "PilotSelection"
    within: int | None
    owner: str | None
    scope: Literal["unit", "all"]
    form: DueFormat | None


def print_notices(session: Session, asked: NoticesAsked, output: Path | None) -> ExitCode:
    """Print the messages, one JSON body a line or separated by a line; or write each to a file of a folder."""
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.cli.output.notes import print_note
    from talentpilot.diagnostics import Message
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.agenda import gather_due, pilots_due
    from talentpilot.services.notices import FORMS, WITHIN, notices

    form = next((one for one in FORMS if one == (asked.form or DueFormat.TEXT)), None)
    if form is None:
        listed = ", ".join(sorted(NOTICES))
        raise UsageProblem("a notice has no format {form}", help="write one of {forms}", form=asked.form, forms=listed)
    within = WITHIN if asked.within is None else asked.within
    ledger = session.open_ledger()
    due = gather_due(ledger, asked.selection, within, asked.owner)
    titles = {name: status.plan.title for name, status in pilots_due(ledger, due).items()}
    found = notices(due, titles, asked.scope, form, translator_for(session.language, "commands"))
    if output is None:
        sys.stdout.write(_together(found, form))
    else:
        sys.stdout.writelines(f"{path}\n" for path in _write(found, form, output))
    if not found:
        print_note(Message("nothing is due: there is nothing to tell"), session.language)
    say_unreadable(due.head.unreadable)
    return ExitCode.FINDINGS if due.head.unreadable else ExitCode.FINE


def _together(found: "tuple[Notice, ...]", form: "NoticeForm") -> str:
    lines = [f"{one.body.rstrip()}\n" for one in found]
    return ("" if form in ("wecom", "dingtalk") else SEPARATOR).join(lines)


def _write(found: "tuple[Notice, ...]", form: "NoticeForm", folder: Path) -> list[Path]:
    from talentpilot.services.notices import ENDINGS
    from talentpilot.store.writer import write_file

    if folder.suffix:
        raise UsageProblem("notices are written to a folder, a file for each", help="name a folder with --output")
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for one in found:
        path = folder / f"notice-{one.unit or 'all'}-{one.number}.{ENDINGS[form]}"
        write_file(path, f"{one.body.rstrip()}\n".encode())
        paths.append(path)
    return paths
