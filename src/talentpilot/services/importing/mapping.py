"""Read a mapping, and report all its mistakes at once, each with its line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import UsageProblem
from talentpilot.exchange.cell_values import CellAnswer
from talentpilot.exchange.import_tables.rows import heading_form
from talentpilot.model import scalars
from talentpilot.model.dates import read_date
from talentpilot.model.import_mapping import SCHEMA, ColumnRule, ImportMapping, ObjectRule, SheetRule
from talentpilot.model.periods import clear_period, read_period
from talentpilot.model.scalars import message_of
from talentpilot.services.importing.targets import KINDS, NoTarget, TargetField, target_of
from talentpilot.store.source import SourceFile, open_source, read_as
from talentpilot.suggestions import nearest

_LARGEST = 1_000_000
_READERS = {
    "day": read_date,
    "number": scalars.read_number,
    "whole": scalars.read_whole,
    "flag": scalars.read_flag,
    "period": read_period,
}
_LOOKED_UP = frozenset(("organization", "task", "region", "unit"))
Lookup = Callable[[TargetField, str], CellAnswer[Any]]
"""Returns the id of something that the mapping names."""
FILLED = ("filled", "empty")
"""What a word in a `check` column may say of the other cell instead of a value."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What becomes of a column: the fields it is written to, and the field it must agree with."""

    heading: str
    rule: ColumnRule
    targets: tuple[TargetField, ...] = ()
    check: TargetField | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A field with the same value everywhere, or by the value of the key."""

    target: TargetField
    value: Any


@dataclass(frozen=True, slots=True)
class ObjectPlan:
    """How one kind of object is made of a row."""

    kind: str
    rule: ObjectRule
    constants: tuple[Constant, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How a sheet is read, all names of fields looked up."""

    rule: SheetRule
    columns: tuple[ColumnPlan, ...] = ()
    objects: tuple[ObjectPlan, ...] = ()

    def object(self, kind: str) -> ObjectPlan | None:
        """Return the plan of a kind of object."""
        return next((one for one in self.objects if one.kind == kind), None)

    @property
    def explained(self) -> tuple[str, ...]:
        """The headings of which the mapping says what becomes of them."""
        rules = [one.rule for one in self.objects]
        used = [one for rule in rules for one in (rule.key, rule.when, *rule.across.values()) if one is not None]
        return (*self.rule.columns, *self.rule.ignored, *used)

    @property
    def named(self) -> tuple[str, ...]:
        """Every heading that must be in the sheet."""
        rows = [one.column for one in (*self.rule.skip, *self.rule.stop)]
        return tuple(dict.fromkeys((*self.explained, *self.rule.fill_down, *rows)))


@dataclass(slots=True)
class _Checker:
    """Collects the mistakes of one mapping, with their places."""

    source: SourceFile
    lookup: Lookup
    removed: frozenset[FieldPath] = frozenset()
    """Fields that could not be read: what their parent lacks for that reason is not a second mistake."""
    problems: list[tuple[int, int, Message, Message]] = field(default_factory=list)

    def note(self, path: FieldPath, message: Message, help_: Message) -> None:
        if any(path == one or (path == one[:-1] and isinstance(one[-1], str)) for one in self.removed):
            return
        mark = self.source.mark(path)
        self.problems.append((mark.line + 1, mark.column + 1, message, help_))

    def target(self, path: FieldPath, name: str) -> TargetField | None:
        try:
            return target_of(name)
        except NoTarget as problem:
            self.note(path, problem.message, problem.help)
            return None


def read_mapping(path: Path, lookup: Lookup) -> tuple[SheetPlan, ...]:
    """Return the plans of the sheets in the order of the file.

    Raises:
        UsageProblem: the file is not a mapping; the message lists every mistake with its line.
    """
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise UsageProblem("{file} is not a mapping", help="name a YAML file; {--suggest} FILE prints one", file=path)
    source = open_source(str(path), path.read_bytes())
    mapping = read_as(source, ImportMapping, SCHEMA, by_field=True)
    problems = [(one.line + 1, one.column + 1, one.message, one.help) for one in source.problems]
    problems += [(one.mark.line + 1, one.mark.column + 1, one.message, one.help) for one in source.faults]
    removed = frozenset(one.path for one in source.faults if one.rule != "F08")
    checker = _Checker(source, lookup, removed, problems)
    if mapping is None and not problems:
        checker.note((), Message("the file is empty"), Message("{--suggest} FILE prints a mapping to begin with"))
    sheets = mapping.sheets if mapping is not None else ()
    plans = tuple(_sheet_plan(checker, ("sheets", number), rule) for number, rule in enumerate(sheets))
    if mapping is not None and not sheets and not problems:
        checker.note(("sheets",), Message("no sheet is named"), Message("write - sheet: NAME below sheets"))
    if checker.problems:
        raise _refusal(path, sorted(checker.problems, key=lambda one: one[:2]))
    return plans


def _refusal(path: Path, problems: Sequence[tuple[int, int, Message, Message]]) -> UsageProblem:
    parts: list[Message] = [Message("the mapping can't be used; nothing was read")]
    for line, column, message, help_ in problems:
        said = Message.of("{file}:{line}:{column}: {problem}", file=path, line=line, column=column, problem=message)
        parts.append(said)
        if str(help_):
            parts.append(Message("  = help: {help}", {"help": help_}))
    return UsageProblem(Message.joined("\n", parts), help="talentpilot schema import prints the form of a mapping")


def _sheet_plan(checker: _Checker, path: FieldPath, rule: SheetRule) -> SheetPlan:
    if rule.ignore:
        return SheetPlan(rule)
    if rule.header is None or not 1 <= rule.header.rows <= 10:
        said, advice = Message("header is missing, or takes no rows"), Message("write header: {first: HEADING}")
        checker.note((*path, "header"), said, advice)
    for pair in (("d/m/y", "m/d/y"), ("month_start", "month_end")):
        if set(pair) <= set(rule.dates):
            said = Message.of("{one} and {other} can't both be meant", one=pair[0], other=pair[1])
            checker.note((*path, "dates"), said, Message("list the one that the book uses"))
    columns = tuple(_column_plan(checker, (*path, "columns", name), name, one) for name, one in rule.columns.items())
    objects = tuple(
        ObjectPlan(kind, one, tuple(_constants(checker, (*path, "objects", kind, "set"), kind, one.set_)))
        for kind, one in rule.objects.by_kind().items()
    )
    ordered = tuple(sorted(objects, key=lambda one: list(KINDS).index(one.kind)))
    plan = SheetPlan(rule, columns, ordered)
    _check_objects(checker, path, plan)
    return plan


def _column_plan(checker: _Checker, path: FieldPath, heading: str, rule: ColumnRule) -> ColumnPlan:
    found = [checker.target((*path, "to"), name) for name in rule.to]
    targets = tuple(one for one in found if one is not None)
    check = checker.target((*path, "check"), rule.check) if rule.check is not None else None
    if rule.ignore and (rule.to or rule.check):
        checker.note(path, Message("a column is ignored or mapped, not both"), Message("leave out one of them"))
    if not (rule.ignore or rule.to or rule.check):
        checker.note(
            path, Message("the mapping does not say what to do with the column"), Message("write a field, or ignore")
        )
    if len(targets) == len(rule.to):
        _check_options(checker, path, rule, targets)
    return ColumnPlan(heading, rule, targets, check)


def _check_options(checker: _Checker, path: FieldPath, rule: ColumnRule, targets: Sequence[TargetField]) -> None:
    """Note options that fit none of the fields of a column."""
    fitting = {
        "times": any(one.sort == "number" for one in targets) or rule.times is None,
        "unit": any(one.sort == "number" for one in targets) or rule.unit is None,
        "split": any(one.many for one in targets) or not rule.split,
        "organizations": any(one.sort == "organization" for one in targets) or rule.organizations is None,
        "stated": any(one.path[0] == "forecasts" for one in targets) or rule.stated is None,
    }
    for option, fits in fitting.items():
        if not fits:
            said = Message.of(
                "{option} means nothing for {fields}", option=option, fields=Message.listed(rule.to or ["–"])
            )
            checker.note((*path, option), said, Message("leave it out, or map the column to another field"))


def _check_objects(checker: _Checker, path: FieldPath, plan: SheetPlan) -> None:
    """Note kinds that are used and not described, or whose objects have no key."""
    kinds = [one.kind for one in plan.objects]
    used = {one.kind for column in plan.columns for one in (*column.targets, *_some(column.check))}
    wanted = {"pilot"} | {KINDS[kind].parent for kind in kinds if KINDS[kind].parent}
    for kind in sorted((used | wanted) - set(kinds)):
        said = Message.of("objects does not say how {kind} is known", kind=kind)
        advice = Message.of("write {kind}: {{key: HEADING}} below objects", kind=kind)
        checker.note((*path, "objects"), said, advice)
    mapped = {heading_form(one.heading): one for one in plan.columns}
    for one in plan.objects:
        key = mapped.get(heading_form(one.rule.key)) if one.rule.key is not None else None
        by_title = key is not None and any(target.kind == one.kind for target in key.targets)
        numbered = isinstance(one.rule.id, str) or one.rule.id is None
        place = (*path, "objects", one.kind)
        if one.rule.key is not None and not by_title and numbered and one.kind != "pilot" and one.rule.id is None:
            said = Message.of("the key of {kind} is none of its fields", kind=one.kind)
            checker.note(place, said, Message("map the column to its title, or give ids"))
        if one.kind == "pilot" and one.rule.id is None:
            checker.note(place, Message("the ids of the pilots are missing"), Message("write id: {NAME: ID}"))
        if KINDS[one.kind].letter and one.rule.id is None and one.kind != "pilot" and one.rule.key is None:
            said = Message.of("nothing distinguishes one {kind} from another", kind=one.kind)
            checker.note(place, said, Message.of("write key: HEADING or id: {letter}", letter=KINDS[one.kind].letter))
        for name in (name for name in one.rule.across if one.kind != "observation" or not _is_time(name)):
            said = Message.of("{name} is not a day or period of observations", name=name)
            checker.note((*place, "across"), said, Message("write across: {2026Q1: HEADING} below observation"))


def _is_time(text: str) -> bool:
    try:
        read_date(text)
    except PydanticCustomError:
        return clear_period(text) is not None
    return True


def _some(target: TargetField | None) -> tuple[TargetField, ...]:
    return () if target is None else (target,)


def _constants(checker: _Checker, path: FieldPath, name: str, values: Mapping[str, Any]) -> Iterator[Constant]:
    """Yield the fields of `set`, groups of fields taken apart."""
    for key, value in values.items():
        place, whole = (*path, key), f"{name}.{key}"
        if isinstance(value, str):
            whole += _language(whole, value)
        if isinstance(value, Mapping) and not _is_field(whole):
            yield from _constants(checker, place, whole, value)
            continue
        target = checker.target(place, whole)
        if target is None:
            continue
        if isinstance(value, Mapping):
            by_key = {str(word): _typed(checker, (*place, word), target, one) for word, one in value.items()}
            yield Constant(target, by_key)
        elif target.many:
            texts = value if isinstance(value, list) else [value]
            yield Constant(target, tuple(_typed(checker, place, target, one) for one in texts))
        else:
            yield Constant(target, _typed(checker, place, target, value))


def _language(name: str, value: str) -> str:
    """Return the language to add to the name of a text that is said once."""
    try:
        target_of(name)
    except NoTarget:
        wanted = ".en" if value.isascii() else ".zh"
        return wanted if _is_field(name + wanted) else ""
    return ""


def _is_field(name: str) -> bool:
    try:
        target_of(name)
    except NoTarget:
        return False
    return True


def _typed(checker: _Checker, path: FieldPath, target: TargetField, text: object) -> Any:
    """Return a constant as its field holds it; what does not fit is noted."""
    if not isinstance(text, str):
        checker.note(path, Message.of("{name} takes one value", name=target.name), Message("write one text or number"))
    elif target.sort == "word" and text not in target.choices:
        said = Message.of("{value} is not an allowed value of {name}", value=text, name=target.name)
        checker.note(path, said, nearest(text, target.choices))
    elif target.sort in _LOOKED_UP:
        answer = checker.lookup(target, text)
        if answer.value is None:
            said = answer.problem or Message.of("{name} takes one value", name=target.name)
            checker.note(path, said, answer.help)
        return answer.value
    elif target.sort in _READERS:
        try:
            value = _READERS[target.sort](text)
            return str(value) if target.sort == "period" else value
        except PydanticCustomError as problem:
            checker.note(path, message_of(problem), Message.of("this is {name}", name=target.name))
    return text
