"""The files of a new pilot, written together with the organizations that it needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template

from talentpilot.errors import CannotEdit
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Task
from talentpilot.model.dates import days_after
from talentpilot.model.modeline import with_modeline
from talentpilot.model.programme import Organization, Programme
from talentpilot.model.scalars import digits
from talentpilot.model.starters import ScheduledStep, Starter, StarterIndicator, Starters, both_names, schedule
from talentpilot.store.new_ledger import organization_item
from talentpilot.store.records import fields_of
from talentpilot.store.working_folder import Tell
from talentpilot.store.writer import Replacement, create_folder, in_silence, replace_files
from talentpilot.store.yaml.editor import append, scalar, text_value
from talentpilot.store.yaml.parser import parse


@dataclass(frozen=True, slots=True)
class NewPilot:
    """What is known of a pilot when its files are written; `region_name` in both languages, for a comment."""

    id: str
    title: Text
    task: Task
    region: str
    region_name: str
    start: date
    end: date
    lead: Organization
    units: tuple[Organization, ...]
    partners: tuple[Organization, ...] = ()
    guide: Organization | None = None


@cache
def starters() -> Starters:
    """Return the starters that come with the program."""
    text = resources.files("talentpilot.store").joinpath("starters.yaml").read_text("utf-8")
    return Starters.model_validate(parse(text).data)


def pilot_files(pilot: NewPilot, *, with_schemas: bool = False) -> dict[str, str]:
    """Return the files of the pilot by name, ready to be written; `with_schemas`: editors find the ledger's schemas."""
    starter = starters().for_task(pilot.task.id)
    texts = {
        "pilot": _pilot_text(pilot),
        "milestones": _milestones_text(pilot, starter),
        "outcomes": _outcomes_text(pilot, starter),
    }
    return _named(texts, pilot, with_schemas=with_schemas)


def bare_pilot_files(pilot: NewPilot, *, with_schemas: bool = False) -> dict[str, str]:
    """Return the files of a pilot whose milestones and indicators come from elsewhere: without suggestions."""
    texts = {
        "pilot": _pilot_text(pilot),
        "milestones": "schema: talentpilot/milestones/1\nmilestones: []\n",
        "outcomes": "schema: talentpilot/outcomes/1\nindicators: []\npractices: []\n",
    }
    return _named(texts, pilot, with_schemas=with_schemas)


def _named(texts: dict[str, str], pilot: NewPilot, *, with_schemas: bool) -> dict[str, str]:
    if with_schemas:
        texts = {kind: with_modeline(text, kind, f"pilots/{pilot.id}/{kind}.yaml") for kind, text in texts.items()}
    return {f"{kind}.yaml": text for kind, text in texts.items()}


def _template(name: str) -> Template:
    return Template(starters().files[name])


def _pilot_text(pilot: NewPilot) -> str:
    optional = ""
    if pilot.partners:
        optional += f"  partners: [{_ids(pilot.partners)}] # 配合单位 {_names(pilot.partners)}\n"
    if pilot.guide is not None:
        optional += f"  guide: {pilot.guide.id} # 指导单位 {_names((pilot.guide,))}\n"
    return _template("pilot").substitute(
        id=pilot.id,
        title=text_value(pilot.title),
        task=f"{pilot.task.id} # {in_comment(both_names(pilot.task.zh, pilot.task.en))}",
        region=f"{pilot.region} # {in_comment(pilot.region_name)}" if pilot.region_name else pilot.region,
        start=pilot.start.isoformat(),
        end=pilot.end.isoformat(),
        lead=f"{pilot.lead.id} # 牵头单位 {_names((pilot.lead,))}",
        lead_id=pilot.lead.id,
        units=f"[{_ids(pilot.units)}] # 试点单位 {_names(pilot.units)}",
        unit_id=pilot.units[0].id,
        optional=optional,
    )


def _milestones_text(pilot: NewPilot, starter: Starter) -> str:
    steps = schedule(starter, pilot.start, pilot.end)
    blocks = [_step_text(f"M{number}", item, pilot) for number, item in enumerate(steps, 1)]
    return _template("milestones").substitute(id=pilot.id) + "".join(blocks)


def _step_text(identifier: str, item: ScheduledStep, pilot: NewPilot) -> str:
    owner = pilot.units[0] if item.by_unit else pilot.lead
    return (
        f"  - id: {identifier}\n"
        f"    title: {text_value(item.step.title)}\n"
        f"    owner: {owner.id}\n"
        f"    due: {item.due.isoformat()}\n"
        f"    weight: {item.weight}\n"
        f"    deliverable: {text_value(item.step.deliverable)}\n"
    )


def _outcomes_text(pilot: NewPilot, starter: Starter) -> str:
    blocks = [_commented(_indicator_lines(f"I{n}", item, pilot)) for n, item in enumerate(starter.indicators, 1)]
    return _template("outcomes").substitute(id=pilot.id, indicators="\n".join(blocks))


def _indicator_lines(identifier: str, item: StarterIndicator, pilot: NewPilot) -> list[str]:
    lines = [f"- id: {identifier}", f"  title: {text_value(item.title)}"]
    if item.counting is not None:
        lines.append(f"  # 口径 how to count: {item.counting.zh} {item.counting.en}")
    lines += [f"  level: {item.level}", f"  unit: {scalar(item.unit)}", f"  direction: {item.direction}"]
    lines += [f"  reporting: {item.reporting}", f"  frequency: {item.frequency}"]
    if item.key:
        lines.append("  key: true")
    lines += [
        f"  weight: {digits(item.weight)}",
        f"  baseline: {_baseline(item, pilot)}",
        f"  target: {{value: , date: {pilot.end.isoformat()}}} # 目标值 the value to reach",
        f"  source: {text_value(item.source)}",
        "  observations: []",
    ]
    return lines


def _baseline(item: StarterIndicator, pilot: NewPilot) -> str:
    """Return the baseline: absent, except that a series counted from the start begins at 0 by definition."""
    if item.reporting == "per_period":
        before = days_after(pilot.start, -1)
        return f"{{value: 0, date: {before.isoformat()}}} # 自试点开始计数 counted from the start"
    return "{value: , date: } # 试点前实测值及日期 measured before the pilot, and when"


def _commented(lines: Iterable[str]) -> str:
    """Return the lines of a list item, each commented out with `# ` at its final indentation."""
    return "".join(f"  # {line}\n" for line in lines)


def in_comment(text: str) -> str:
    """Return a text on one line, without characters that could end a comment or hide in it."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _ids(organizations: Iterable[Organization]) -> str:
    return ", ".join(item.id for item in organizations)


def _names(organizations: Iterable[Organization]) -> str:
    return in_comment("、".join(item.name("zh") for item in organizations))


def encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    """Return the bytes of texts: UTF-8, LF line endings."""
    return {name: text.encode("utf-8") for name, text in files.items()}


_MARK = b"\xef\xbb\xbf"


def registered(before: bytes, organizations: Sequence[Organization]) -> bytes:
    """Return programme.yaml with the organizations added at the end of their list; nothing else changes.

    Raises:
        CannotEdit: the list can't be lengthened without touching something else.
    """
    mark = _MARK if before.startswith(_MARK) else b""
    order = ("schema", *fields_of(Programme))
    try:
        text = before.removeprefix(mark).decode("utf-8")
        for item in organizations:
            text = append(text, ("organizations",), organization_item(item), order)
    except (CannotEdit, UnicodeDecodeError) as problem:
        lines = "\n".join(f"  {organization_item(item)}" for item in organizations)
        raise CannotEdit(
            "programme.yaml: {problem}",
            help="write this below organizations in programme.yaml:\n{lines}",
            problem=problem,
            lines=lines,
        ) from None
    return mark + text.encode("utf-8")


def start_pilot(
    root: Path, pilot: str, files: Mapping[str, bytes], change: Replacement | None, tell: Tell = in_silence
) -> None:
    """Write the pilot's folder, and the change of programme.yaml with it: both or neither.

    Raises:
        UsageProblem: the folder is there already, or programme.yaml has changed since it was read.
        StorageProblem: the disk refuses. In all cases nothing is written.
    """
    home = f"pilots/{pilot}"
    if change is None:
        create_folder(root, home, files)
        return
    new = {f"{home}/{name}": Replacement(None, content) for name, content in files.items()}
    replace_files(root, {"programme.yaml": change, **new}, tell)
