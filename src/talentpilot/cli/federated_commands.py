"""Commands that read a federation: many ledgers shown as one, below a line that names what is missing."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.output.forms import FindingsFormat, TableFormat
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.analysis.portfolio import PilotSelection
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.i18n.translator import Context, Translator
    from talentpilot.model.ledger import Unreadable
    from talentpilot.services.federation.members import OpenFederation
    from talentpilot.services.progress import Progress
    from talentpilot.services.validation.request import ValidateRequest

Json = dict[str, object]
_federation = partial(typer.Option, rich_help_panel="Over a federation")


@dataclass(frozen=True, slots=True)
class FederationOptions:
    """Which ledgers of a federation are read, in which state, and whether one may be missing."""

    ledger: Annotated[list[str] | None, _federation("--ledger", metavar="ID", help="Only this ledger. Repeatable.")] = (
        None
    )
    locked: Annotated[bool, _federation("--locked", help="Read by federation.lock, and fail if it no longer fits.")] = (
        False
    )
    unlocked: Annotated[bool, _federation("--unlocked", help="Read the revisions, whatever federation.lock says.")] = (
        False
    )
    allow_missing: Annotated[bool, _federation("--allow-missing", help="Go on without ledgers that can't be read.")] = (
        False
    )

    def open(
        self, session: Session, progress: "Progress | None" = None, *, for_figures: bool = True
    ) -> "OpenFederation | None":
        """Open the federation that the session names; None where it names a ledger.

        Raises:
            UsageProblem: the options contradict each other, or there is no federation and they need one.
        """
        root = session.federation_root()
        if root is None:
            if self.ledger or self.locked or self.unlocked or self.allow_missing:
                raise UsageProblem(
                    "there is no federation here", help="leave --ledger, --locked, --unlocked and --allow-missing out"
                )
            return None
        from talentpilot.services.federation.members import LockUse, open_federation
        from talentpilot.services.progress import SILENT

        if self.locked and self.unlocked:
            raise UsageProblem("--locked and --unlocked contradict each other", help="leave one out")
        use = LockUse.LOCKED if self.locked else LockUse.UNLOCKED if self.unlocked else LockUse.AUTO
        opened = open_federation(
            root, revision=session.rev_option, as_of=session.requested_day, use=use, only=self.ledger or (),
            progress=progress or SILENT,
        )  # fmt: skip
        _say_moved(opened, session)
        if for_figures:
            from talentpilot.cli.output.notes import say_unreadable

            say_unreadable(session, opened.unread)
        return opened

    def finish(
        self,
        opened: "OpenFederation",
        to: "Destination",
        document: "Callable[[], Json]",
        text: "Callable[[Translator], str | Iterator[str]]",
        unreadable: "Sequence[Unreadable]" = (),
        context: "Context" = "commands",
    ) -> ExitCode:
        """Print an answer below the line that names what is missing, and what could not be read of the others.

        `context` is that in which the same command speaks of a single ledger.
        """
        say = to.session.translator(context)
        if to.form == "json":
            pieces = _json(document(), opened)
        else:
            pieces = _headed(text(say), opened, say, plain=to.form in _WITHOUT_HEAD)
        return max(to.finish(pieces, unreadable), self.code(opened))

    def code(self, opened: "OpenFederation") -> ExitCode:
        """Return the exit code: a missing ledger is a finding, unless that is allowed."""
        return ExitCode.FINDINGS if opened.missing and not self.allow_missing else ExitCode.FINE


def _say_moved(opened: "OpenFederation", session: Session) -> None:
    from talentpilot.i18n.translator import translator_for

    say = translator_for(session.language)
    for member in opened.moved:
        assert member.moved is not None, "only moved ledgers are named"
        then, now = (name.removeprefix("sha256:")[:7] for name in member.moved)
        text = say.text("{id} has moved on since federation.lock: {then} -> {now}", id=member.id, then=then, now=now)
        sys.stderr.write(f"talentpilot: {text}\n")


_WITHOUT_HEAD = ("csv", "ics")
"""Forms without a place for the line that names what is missing."""


def show_status(
    opened: "OpenFederation", given: FederationOptions, to: "Destination", selection: "PilotSelection",
    form: "TableFormat", *, in_full: bool,
) -> ExitCode:  # fmt: skip
    """Print the status of the pilots of all ledgers; `in_full` shows one of them with all that is on its file."""
    from talentpilot.cli.output.federation import own_lights_json, own_lights_text
    from talentpilot.cli.output.status import render_pilots, render_status, shower
    from talentpilot.cli.output.status_data import document
    from talentpilot.services.federation.portfolio import gather_federation, look_at_federation

    say = to.session.translator()
    if in_full:
        whole = gather_federation(opened, selection)
        text = partial(render_status, whole.whole, None, form, in_full=True, color=to.color)
        own = own_lights_json(whole.own_lights)
        return given.finish(opened, to, lambda: {**_parsed(text(say)), "own_lights": own}, text, whole.head.unreadable)
    show = shower(form, opened.catalogue, say)
    found = look_at_federation(opened, selection, lambda status, _: show(status))

    def data() -> Json:
        briefs = [one.brief for one in found.pilots]
        shown = document(found.head, briefs, (one.shown for one in found.pilots), None, say.language)
        return {**shown, "own_lights": own_lights_json(found.own_lights)}

    def pieces(say: "Translator") -> "Iterator[str]":
        yield from render_pilots(found.head, found.pilots, None, form, say, color=to.color)
        if to.form not in _WITHOUT_HEAD:
            yield own_lights_text(found.own_lights, say)

    return given.finish(opened, to, data, pieces, found.head.unreadable)


def _parsed(pieces: "Iterable[str]") -> Json:
    document: Json = json.loads("".join(pieces))
    return document


def show_findings(
    opened: "OpenFederation",
    given: FederationOptions,
    session: Session,
    asked: "ValidateRequest",
    form: FindingsFormat,
    outputs: "Sequence[str]",
    *,
    exit_zero: bool,
) -> ExitCode:
    """Print the findings of all ledgers, and of the rules that hold between them."""
    from talentpilot.cli.output.findings import plan_targets, print_findings, render_findings, write_targets
    from talentpilot.services.federation.validation import validate_federation

    targets = plan_targets(outputs, opened.root)
    found = validate_federation(
        opened, select=asked.select, ignore=asked.ignore, strict=asked.strict, clock=asked.clock,
        allow_missing=given.allow_missing,
    )  # fmt: skip
    answer = replace(found.result, say=session.translator("findings"))
    write_targets(answer, targets, verbose=session.verbose)
    color = session.out_in_color and form is FindingsFormat.TEXT
    if form is FindingsFormat.JSON:
        from talentpilot.cli.output.findings_machine import document

        pieces = _json(document(answer), opened)
    else:
        body = render_findings(answer, form, color=color, quiet=session.quiet, verbose=session.verbose)
        people = form in (FindingsFormat.TEXT, FindingsFormat.MARKDOWN)
        pieces = _headed(body, opened, answer.say, plain=not people)
    print_findings("".join(pieces), form, color=color)
    return ExitCode.FINDINGS if answer.fails and not exit_zero else ExitCode.FINE


def _json(document: Json, opened: "OpenFederation") -> "Iterator[str]":
    from talentpilot.cli.output.federation import ledgers_json
    from talentpilot.cli.output.rows import json_pieces
    from talentpilot.services.federation.lock import inputs_of

    federated = {"inputs": inputs_of(opened)} if "inputs" in document else {}
    return json_pieces({**document, **federated, "ledgers": ledgers_json(opened)})


def _headed(
    body: "str | Iterator[str]", opened: "OpenFederation", say: "Translator", *, plain: bool
) -> "Iterator[str]":
    """Yield the body below the line that names what is missing; a form that has no place for it goes without,
    and standard error says it.
    """
    from talentpilot.cli.output.federation import head_line

    line = head_line(opened, say)
    if plain:
        sys.stderr.write(f"talentpilot: {line}\n")
    else:
        yield f"{line}\n\n"
    yield from (body,) if isinstance(body, str) else body
