"""Check a request for a new pilot against the ledger and report every problem at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model import starters
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue, Task
from talentpilot.model.dates import days_after, optional_day
from talentpilot.model.modeline import schema_path
from talentpilot.model.programme import Organization, Programme
from talentpilot.model.scalars import FILE_ID, REGION
from talentpilot.model.starters import Choice, StarterKind
from talentpilot.rules.regions import is_known
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.organizations import FORM, read_organization, wrong_text
from talentpilot.services.progress import SILENT, Progress
from talentpilot.store.new_pilot import NewPilot, encoded, pilot_files, registered, start_pilot
from talentpilot.store.writer import Replacement
from talentpilot.suggestions import meant

FAR_DAYS = 5 * 366
"""Beyond this from the programme's term, a day is a slip of the pen (D06)."""


@dataclass(frozen=True, slots=True)
class NewPilotRequest:
    """A new pilot as it was asked for; None or empty for what was left out."""

    id: str | None = None
    task: str | None = None
    region: str | None = None
    lead: str | None = None
    units: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    guide: str | None = None
    title_zh: str | None = None
    title_en: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class NewPilotLedger:
    """The ledger that a request is checked against."""

    root: Path
    programme: Programme
    catalogue: Catalogue
    today: date
    folders: tuple[str, ...]
    registered: tuple[Organization, ...] = ()

    def has_region(self, code: str) -> bool:
        """Return whether a region, or its province, is known."""
        return is_known(code, self.programme, frozenset())

    def registering(self, *organizations: Organization) -> "NewPilotLedger":
        """Return the ledger with more organizations, to be written together with the pilot."""
        fields = {name: getattr(self.programme, name) for name in type(self.programme).model_fields}
        fields["organizations"] = (*self.programme.organizations, *organizations)
        more = (*self.registered, *organizations)
        return replace(self, programme=Programme.model_construct(**fields), registered=more)

    def choices(self, kind: StarterKind) -> tuple[Choice, ...]:
        """Return what can be chosen."""
        return starters.choices(kind, self.programme, self.catalogue, self.today)


def listing(offered: Iterable[Choice], *, numbered: bool = False) -> str:
    """Return the choices, one per line, under their headings."""
    lines: list[str] = []
    group = ""
    for number, choice in enumerate(offered, 1):
        if choice.group != group:
            group = choice.group
            lines.append(f"  {group}")
        lines.append(f"  {f'{number:>3}' if numbered else ' '} {choice.id:<20} {choice.name}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class RequestProblem:
    """Why the pilot can't be started: something is `missing` or wrong. `choices` lists what can be given."""

    text: Message
    choices: StarterKind | None = None
    missing: bool = False


@dataclass(slots=True)
class NewPilotCheck:
    """The result of reading a request: the pilot, or every problem."""

    ledger: NewPilotLedger
    problems: list[RequestProblem] = field(default_factory=list)
    pilot: NewPilot | None = None

    def wrong(self) -> tuple[RequestProblem, ...]:
        """Return the problems that asking for more does not solve."""
        return tuple(problem for problem in self.problems if not problem.missing)

    def require(self) -> NewPilot:
        """Return the pilot.

        Raises:
            UsageProblem: something is missing or wrong; the message lists all of it, with the choices.
        """
        if self.pilot is not None:
            return self.pilot
        parts = [Message("the pilot can't be started; nothing was written")]
        parts += [Message.joined("", ("  ", problem.text)) for problem in self.problems]
        for kind in StarterKind:
            if any(problem.choices is kind for problem in self.problems):
                parts += list(self._offer(kind))
        raise UsageProblem(Message.joined("\n", [*parts, ""]), help="see talentpilot new --help")

    def _offer(self, kind: StarterKind) -> Iterator[Message]:
        heading = Message("{kind}:", {"kind": Message(kind.value)})
        yield Message.joined("\n", ("", heading, listing(self.ledger.choices(kind)) or Message("  none yet")))
        if kind is StarterKind.ORGANIZATIONS:
            yield Message("  to register one: {--organization} {form}", {"form": FORM})

    def note(self, text: str, choices: StarterKind | None = None, *, missing: bool = False, **values: object) -> None:
        """Note a problem: a template and the values of its holes."""
        self.problems.append(RequestProblem(Message.of(text, **values), choices, missing))

    def unknown(self, option: str, word: str, why: str, kind: StarterKind) -> None:
        """Note an unknown word, with the id nearest to it by id or by name."""
        offered = self.ledger.choices(kind)
        known = {key: item.id for item in offered for key in (item.id, *item.name.split(" ", 1))}
        near = get_close_matches(word, known, n=1, cutoff=0.6)
        said = Message.of("{option} {word} {why}", option=Message.argument(option), word=word, why=Message(why))
        problem = Message.joined("; ", (said, meant([known[near[0]]]))) if near else said
        self.problems.append(RequestProblem(problem, kind))


def examine(request: NewPilotRequest, ledger: NewPilotLedger) -> NewPilotCheck:
    """Check a request against the ledger."""
    seen = NewPilotCheck(ledger)
    term = _term(request, seen)
    first = term[0] if term else ledger.today
    task = _task(request.task, first, seen)
    region = _region(request.region, seen)
    lead, units, partners, guide = _roles(request, first, seen)
    title = _title(request, seen)
    identifier = _identifier(request.id, lead, task, seen)
    if seen.problems or term is None or not (task and region and lead and identifier):
        return seen
    title = title or starters.default_title(task, region, units[0], ledger.programme)
    place = next((item.name for item in ledger.choices(StarterKind.REGIONS) if item.id == region), "")
    seen.pilot = NewPilot(identifier, title, task, region, place, *term, lead, units, partners, guide)
    return seen


def _term(request: NewPilotRequest, seen: NewPilotCheck) -> tuple[date, date] | None:
    programme = seen.ledger.programme
    given = (_day("start", request.start, seen), _day("end", request.end, seen))
    if seen.problems:
        return None
    start = given[0] or starters.default_start(programme, seen.ledger.today)
    if start is None:
        seen.note("{--start} is missing, and the programme ends on {end}", missing=True, end=programme.term.end)
        return None
    end, months = given[1] or starters.default_end(start, programme), programme.rules.max_term_months
    latest = starters.last_day(start, months)
    if not days_after(programme.term.start, -FAR_DAYS) <= start <= days_after(programme.term.end, FAR_DAYS):
        term = programme.term
        text = "{--start} {start} is more than five years away from the programme, {first} to {last}"
        seen.note(text, start=start, first=term.start, last=term.end)
    elif end < start:
        seen.note("{--end} {end} is before the start, {start}", end=end, start=start)
    elif end > latest:
        text = "{--end} {end} is more than {months} months after {start}; the last possible day is {latest}"
        seen.note(text, end=end, months=months, start=start, latest=latest)
    return start, end


def _day(option: str, text: str | None, seen: NewPilotCheck) -> date | None:
    try:
        return optional_day(text)
    except UsageProblem as problem:
        seen.note("{option}: {problem}; write YYYY-MM-DD", option=Message.argument(option), problem=problem.message)
        return None


def _task(wanted: str | None, start: date, seen: NewPilotCheck) -> Task | None:
    if wanted is None:
        seen.note("{--task} is missing", StarterKind.TASKS, missing=True)
        return None
    task = seen.ledger.catalogue.task(wanted)
    if task is None:
        seen.unknown("task", wanted, "is not in the catalogue", StarterKind.TASKS)
    elif task.retired is not None and task.retired < start:
        text = "{--task} {task} was retired on {day}, before the start, {start}"
        seen.note(text, StarterKind.TASKS, task=wanted, day=task.retired, start=start)
    return task


def _region(wanted: str | None, seen: NewPilotCheck) -> str | None:
    if wanted is None:
        seen.note("{--region} is missing", StarterKind.REGIONS, missing=True)
        return None
    right_form = REGION.fullmatch(wanted) is not None
    if not right_form or not seen.ledger.has_region(wanted):
        why = "is in no known province" if right_form else "is not a code of six digits"
        seen.unknown("region", wanted, why, StarterKind.REGIONS)
    return wanted


def _roles(
    request: NewPilotRequest, start: date, seen: NewPilotCheck
) -> tuple[Organization | None, tuple[Organization, ...], tuple[Organization, ...], Organization | None]:
    lead = _organization("lead", request.lead, start, seen)
    if request.lead is None:
        seen.note("{--lead} is missing", StarterKind.ORGANIZATIONS, missing=True)
    if not request.units:
        seen.note("{--unit} is missing", StarterKind.ORGANIZATIONS, missing=True)
    units = _organizations("unit", request.units, start, seen)
    partners = _organizations("partner", request.partners, start, seen)
    if request.lead is not None and request.lead in request.partners:
        seen.note("{--partner} {id} is the lead already", id=request.lead)
    return lead, units, partners, _organization("guide", request.guide, start, seen)


def _organizations(option: str, wanted: Iterable[str], start: date, seen: NewPilotCheck) -> tuple[Organization, ...]:
    found = (_organization(option, item, start, seen) for item in dict.fromkeys(wanted))
    return tuple(item for item in found if item is not None)


def _organization(option: str, wanted: str | None, start: date, seen: NewPilotCheck) -> Organization | None:
    if wanted is None:
        return None
    found = seen.ledger.programme.organization(wanted)
    if found is None:
        seen.unknown(option, wanted, "is not in programme.yaml", StarterKind.ORGANIZATIONS)
    elif found.until is not None and found.until < start:
        text = "{option} {id} ended on {day}"
        if found.succeeded_by:
            text = "{option} {id} ended on {day}; {heir} took over"
        heir = found.succeeded_by
        seen.note(
            text, StarterKind.ORGANIZATIONS, option=Message.argument(option), id=wanted, day=found.until, heir=heir
        )
    return found


def _title(request: NewPilotRequest, seen: NewPilotCheck) -> Text | None:
    """Return the requested title, or None."""
    given = {"zh": request.title_zh, "en": request.title_en}
    for language, words in given.items():
        if words is None:
            if any(given.values()) and language in seen.ledger.programme.languages:
                text = "{option} is missing: the programme has titles in this language"
                seen.note(text, missing=True, option=Message.argument(f"title-{language}"))
        elif (problem := wrong_text(words)) is not None:
            seen.note("{option}: {problem}", option=Message.argument(f"title-{language}"), problem=problem)
    return Text(zh=request.title_zh, en=request.title_en) if any(given.values()) else None


def _identifier(given: str | None, lead: Organization | None, task: Task | None, seen: NewPilotCheck) -> str | None:
    ledger = seen.ledger
    if given is None and (lead is None or task is None):
        return None
    derived = starters.next_id(lead.id, task.id, ledger.catalogue, ledger.folders) if lead and task else ""
    identifier = given or derived
    if FILE_ID.fullmatch(identifier) is None:
        seen.note("id {id} is not 2 to 64 lower-case letters, digits and hyphens, such as yx-titles-03", id=identifier)
    elif identifier in ledger.folders or (ledger.root / "pilots" / identifier).exists():
        text = (
            "id {id} is taken: pilots/{id} exists; {free} is free"
            if derived
            else "id {id} is taken: pilots/{id} exists"
        )
        seen.note(text, id=identifier, free=derived)
    return identifier


@dataclass(frozen=True, slots=True)
class PilotPlan:
    """A new pilot that is not written yet: its files by name, and programme.yaml if organizations are registered."""

    ledger: NewPilotLedger
    pilot: NewPilot
    files: Mapping[str, str]
    change: Replacement | None

    @property
    def folder(self) -> Path:
        """The folder of the pilot."""
        return self.ledger.root / "pilots" / self.pilot.id

    @property
    def programme(self) -> Path:
        """The path of programme.yaml."""
        return self.ledger.root / "programme.yaml"

    def write(self, progress: Progress = SILENT) -> None:
        """Write the folder of the pilot, and programme.yaml if it changes.

        Raises:
            UsageProblem: the folder exists meanwhile.
            StorageProblem: the disk refuses, or programme.yaml was changed meanwhile; nothing is written then.
        """
        start_pilot(self.ledger.root, self.pilot.id, encoded(self.files), self.change, progress.notes)


def plan_pilot(pilot: NewPilot, ledger: NewPilotLedger) -> PilotPlan:
    """Plan the files of a pilot; editors find the ledger's schemas, if it has some."""
    programme = ledger.root / "programme.yaml"
    with_schemas = (ledger.root / schema_path("pilot")).is_file()
    change = None
    if ledger.registered:
        before = programme.read_bytes()
        change = Replacement(before, registered(before, ledger.registered))
    return PilotPlan(ledger, pilot, pilot_files(pilot, with_schemas=with_schemas), change)


def ledger_for_new_pilot(ledger: OpenLedger, organizations: Iterable[str] = ()) -> NewPilotLedger:
    """Return the ledger as far as a new pilot needs it, with organizations to register, as `ID KIND REGION NAME`.

    Raises:
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        UsageProblem: an organization has another form or is registered already; it lists all of them.
    """
    programme, catalogue = ledger.config.require()
    known = NewPilotLedger(ledger.root, programme, catalogue, ledger.as_of, ledger.pilot_ids)
    problems: list[Message] = []
    for text in organizations:
        try:
            item = read_organization(text, known.has_region)
        except UsageProblem as problem:
            problems.append(problem.whole)
            continue
        if known.programme.organization(item.id) is None:
            known = known.registering(item)
        else:
            problems.append(Message.of("{--organization} {id} is in programme.yaml already", id=item.id))
    if problems:
        raise UsageProblem(Message.joined("\n  ", (Message("nothing was written"), *problems)))
    return known
