"""The files of a new pilot."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from string import Template

from talentpilot.errors import UsageProblem
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Task
from talentpilot.model.dates import days_after
from talentpilot.model.modeline import with_modeline
from talentpilot.model.programme import Organization
from talentpilot.model.scalars import digits
from talentpilot.model.starters import ScheduledStep, Starter, StarterIndicator, Starters, both_names, schedule
from talentpilot.store.yaml.parser import ABSENT, parse


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


def text_value(text: Text) -> str:
    """Return a text as YAML: one scalar, or both languages in braces."""
    if text.plain is not None:
        return scalar(text.plain)
    pairs = (("zh", text.zh), ("en", text.en))
    return "{" + ", ".join(f"{language}: {scalar(words)}" for language, words in pairs if words is not None) + "}"


_PLAIN_TEXT = re.compile(r"""[^\W\d_][^:#,\[\]{}"\\]*""")
_MEANS_ELSE = re.compile(r"(?:y|n|yes|no|true|false|on|off)", re.IGNORECASE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Zl", "Zp")


def scalar(text: str) -> str:
    """Return a value as YAML that reads back as the same text, quoted only if necessary.

    Raises:
        UsageProblem: it would read back as absent, or is no Unicode text.
    """
    if not text.strip() or text in ABSENT:
        raise UsageProblem("{text} would be read as absent", help="write a text with some letters", text=repr(text))
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise UsageProblem(
            "{text} is not text in the terminal's encoding", help="use a UTF-8 terminal", text=repr(text)
        )
    plain = _PLAIN_TEXT.fullmatch(text) and text.isprintable() and text == text.strip()
    if plain and not _MEANS_ELSE.fullmatch(text):
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if unicodedata.category(char) not in _INVISIBLE:
        return char
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"


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
