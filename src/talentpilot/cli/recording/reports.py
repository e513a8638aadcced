"""`talentpilot record report`: the unit's own words on a period, and what it asks of a higher level."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording import options
from talentpilot.cli.recording.bottlenecks import KINDS, LEVELS
from talentpilot.cli.recording.options import TEXTS, En, Writing, Zh
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.cli.recording.desk import Desk
    from talentpilot.diagnostics import FieldPath
    from talentpilot.store.editing_values import Value


@dataclass(frozen=True, slots=True)
class Told:
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
        from talentpilot.cli.recording.reading import wording

        return wording(name, *(getattr(self, f"{name}{ending}") for ending in ("", "_zh", "_en")))


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
    told: Told,
    writing: Writing,
    matter: Matters = None,
    date: options.Date = None,
) -> ExitCode:
    """A report on a period was handed in, or one on the books is completed by what it lacks."""
    from talentpilot.cli.recording.opening import open_desk, the_day
    from talentpilot.cli.recording.reading import given, read_value, required
    from talentpilot.model.periods import read_period

    desk = open_desk(session, pilot)
    covered = str(read_value("--period", read_period, period))
    matters = _matters(desk, matter or [])
    place = _on_the_books(desk, covered)
    if place is not None:
        words = given(**{name: told.words(name) for name in ("progress", "problems", "next")})
        if date is not None:
            words["submitted"] = the_day(desk, date)
        _complete(desk, place, covered, words, matters, force=writing.force)
        return desk.commit(writing)
    submitted = the_day(desk, date)
    fields = given(
        period=covered,
        submitted=submitted,
        progress=required("progress", told.words("progress")),
        problems=told.words("problems"),
        next=told.words("next"),
        matters=matters,
    )
    asked = "".join(f"; {item['id']} for {item['needs']}" for item in matters)
    desk.append("pilot.yaml", ("reports",), fields, f"report on {covered}, submitted on {submitted}{asked}")
    return desk.commit(writing)


def _on_the_books(desk: "Desk", period: str) -> "FieldPath | None":
    """The place of the report on a period; None where there is none yet."""
    items = desk.file("pilot.yaml").at(("reports",))
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict) and item.get("period") == period:
            return ("reports", index)
    return None


def _complete(
    desk: "Desk",
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
    from talentpilot.cli.recording.items import refuse_recorded

    if not words and not matters:
        raise UsageProblem(
            f"the report on {period} is on the books already; nothing was written\n"
            "  help: give what it lacks: --problems, --next or --matter"
        )
    for name, value in words.items():
        refuse_recorded(desk, "pilot.yaml", (*place, name), f"{name} of the report on {period}", force=force)
        desk.put("pilot.yaml", (*place, name), value, f"report on {period}: {name}")
    for item in matters:
        meaning = f"report on {period}: {item['id']} for {item['needs']}"
        desk.append("pilot.yaml", (*place, "matters"), item, meaning)


def _matters(desk: "Desk", items: list[str]) -> "list[dict[str, Value]]":
    """The matters from `KIND:LEVEL[:SAME_AS]=TEXT`, each with its id.

    Raises:
        UsageProblem: one has another form.
    """
    from talentpilot.cli.recording.items import free_ids
    from talentpilot.cli.recording.reading import given, in_braces, read_value
    from talentpilot.model.base import read_text

    ids = free_ids(desk, [item.id for report in desk.pilot.file.reports for item in report.matters], "G", len(items))
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
        found.append(given(id=identifier, title=title, kind=kind, needs=needs, same_as=same_as or None))
    return found
