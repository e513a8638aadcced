"""What every output over a federation says about its ledgers: the first line, JSON rows, two lights side by side."""

from collections.abc import Iterable
from typing import assert_never

from rich.markup import escape as escape_markup

from talentpilot.analysis.lights import SHAPES
from talentpilot.cli.output.forms import TableFormat
from talentpilot.cli.output.rows import csv_of, json_text, markdown_of, text_data
from talentpilot.cli.output.tables import Column, Listing, TableRow, printed
from talentpilot.i18n.command_terms import word
from talentpilot.i18n.translator import Translator, message
from talentpilot.report.markdown import escape
from talentpilot.services.federation.lock import LedgerState
from talentpilot.services.federation.members import OpenFederation
from talentpilot.services.federation.portfolio import OwnLight, ShownLight, coverage

Json = dict[str, object]

_READ, _MISSING, _YES = message("read"), message("missing"), message("yes")


def head_line(opened: OpenFederation, say: Translator) -> str:
    """Return the first line of an output: how many ledgers were read, and which are missing, and why."""
    return say.said(coverage(opened, say.language))


def ledgers_json(opened: OpenFederation) -> list[Json]:
    """Return a row for each ledger: state, commit, whether it has moved on since the lock, number of pilots."""
    return [
        {
            "id": member.id,
            "title": text_data(member.entry.title),
            "state": "missing" if member.ledger is None else "read",
            "reason": str(member.reason) if member.reason is not None else None,
            "commit": member.commit,
            "behind": member.moved is not None,
            "pilots": opened.registered.get(member.id),
        }
        for member in opened.members
    ]


def own_lights_json(items: Iterable[OwnLight]) -> list[Json]:
    """Return the pilots that their ledger's own thresholds give another light."""
    return [{"pilot": item.pilot, "own": _light(item.own), "national": _light(item.national)} for item in items]


def _light(shown: ShownLight) -> Json:
    return {"light": shown.light.value if shown.light else None, "reasons": list(shown.reasons)}


def own_lights_text(items: Iterable[OwnLight], say: Translator) -> str:
    """Return a line for each pilot that its ledger's own thresholds give another light."""
    return "".join(
        say.text(
            "{pilot}: own: {own}, national: {national}",
            pilot=f"{item.pilot} {say.words(item.title)}",
            own=_shown(item.own, say),
            national=_shown(item.national, say),
        )
        + "\n"
        for item in items
    )


def _shown(shown: ShownLight, say: Translator) -> str:
    return f"{SHAPES[shown.light]} {say.term(shown.word, 'light')}"


STATE_HEADER = ("ledger", "title", "state", "commit", "behind", "pilots", "errors", "reports", "newest fact")


def state_rows(states: Iterable[LedgerState], say: Translator) -> list[list[str]]:
    """Return a row for each ledger, in the order of `STATE_HEADER`."""
    return [
        [
            item.id,
            say.words(item.title) if item.title is not None else "",
            say.text(_READ) if item.state == "read" else say.said(item.reason) if item.reason else say.text(_MISSING),
            (item.commit or "")[:7],
            say.text(_YES) if item.behind else "",
            "" if item.state != "read" else str(item.pilots),
            "" if item.errors is None else str(item.errors),
            f"{item.reports}/{item.owed}" if item.owed else "",
            str(item.newest or ""),
        ]
        for item in states
    ]


def states_json(states: Iterable[LedgerState]) -> list[Json]:
    """Return the same for programs."""
    return [
        {
            "id": item.id,
            "title": (item.title.zh or str(item.title)) if item.title is not None else "",
            "state": item.state,
            "reason": str(item.reason) if item.reason is not None else None,
            "commit": item.commit,
            "behind": item.behind,
            "pilots": item.pilots,
            "errors": item.errors,
            "reports": {"in": item.reports, "owed": item.owed},
            "newest": item.newest.isoformat() if item.newest is not None else None,
        }
        for item in states
    ]


def render_states(
    opened: OpenFederation, states: tuple[LedgerState, ...], form: TableFormat, say: Translator, *, color: bool
) -> str:
    """Return a row for each ledger in that form, below the line that names what is missing."""
    head, pilots = head_line(opened, say), sum(opened.registered.values())
    match form:
        case TableFormat.JSON:
            return json_text({
                "schema": "talentpilot/federation-status/1",
                "as_of": opened.as_of.isoformat(),
                "summary": {"ledgers": opened.every, "read": len(opened.read), "pilots": pilots},
                "ledgers": states_json(states),
            })  # fmt: skip
        case TableFormat.CSV:
            return csv_of(STATE_HEADER, state_rows(states, say))
        case TableFormat.MARKDOWN:
            header = [word(say, name, "column") for name in STATE_HEADER]
            return f"{escape(head)}\n\n{markdown_of(header, state_rows(states, say))}"
        case TableFormat.TABLE:
            columns = [
                Column(word(say, name, "column"), int(name == "title"), 10, name in ("pilots", "errors", "reports"))
                for name in STATE_HEADER
            ]
            rows = [TableRow(tuple(map(escape_markup, row))) for row in state_rows(states, say)]
            return printed(
                [escape_markup(head), Listing(columns, rows, ((0, 1), (2,), (3, 4), (5, 6), (7, 8)))], color=color
            )
        case _:
            assert_never(form)
