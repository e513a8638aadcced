"""Take completed rating sheets into an evaluation, all or none."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from pydantic_core import PydanticCustomError

from talentpilot.analysis.evaluation.result import JUDGEMENT_ITEMS, REPLICABILITY_ITEMS
from talentpilot.diagnostics import Message
from talentpilot.errors import CannotEdit, RatingSheetProblem, UnreadableWorkbook, UsageProblem, system_reason
from talentpilot.exchange.rating_sheets.reader import LIMITS, CompletedSheet, problem_at, read_workbook
from talentpilot.exchange.workbooks import file_content
from talentpilot.model.base import Language, Text
from talentpilot.model.choices import EvaluationType
from talentpilot.model.dates import read_date
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.ledger import Pilot
from talentpilot.model.scalars import INNER_ID
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.rating_sheets import split_subject
from talentpilot.services.recording.transaction import PilotEdit, open_edit
from talentpilot.services.recording.values import in_words
from talentpilot.store.yaml.editor import Value

_COMMENTED = frozenset((*JUDGEMENT_ITEMS, *REPLICABILITY_ITEMS))


@dataclass(frozen=True, slots=True)
class RatingsRequest:
    """Completed sheets, files or folders of them, and what a new evaluation says that no reviewer answers.

    `subject` is `PILOT` or `PILOT/NAME`; None leaves both to the sheets.
    """

    files: tuple[Path, ...]
    subject: str | None = None
    type: str | None = None
    evaluator: str | None = None
    independent: bool | None = None
    method: str | None = None
    evidence_level: int | None = None

    @property
    def description(self) -> Mapping[str, object]:
        """The arguments given that describe a new evaluation, by name."""
        given = {
            "type": self.type, "evaluator": self.evaluator, "independent": self.independent, "method": self.method,
        }  # fmt: skip
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class CombinedRatings:
    """The answers of all sheets together, free of mistakes; `remarks` are for the person who takes them in."""

    name: str
    as_of: date
    sheets: tuple[CompletedSheet, ...]
    evidence_level: int | None
    vetoes: tuple[str, ...]
    remarks: tuple[Message, ...]


def take_ratings(ledger: OpenLedger, request: RatingsRequest) -> PilotEdit:
    """Read the sheets and return the edit that takes them into the evaluation; nothing is written yet.

    Raises:
        RatingSheetProblem: a sheet has a mistake, or the sheets contradict each other; it lists every one.
        UsageProblem: there is no such pilot, or the request contradicts the evaluation.
        CannotEdit: a file of the pilot can't be read.
    """
    sheets, problems = _read_all(request.files)
    filled = [sheet for sheet in sheets if not sheet.is_blank]
    blank = Message("nothing is filled in; left out")
    remarks = [problem_at(sheet.place, blank) for sheet in sheets if sheet.is_blank]
    folder, name = split_subject(request.subject) if request.subject is not None else (_pilot_of(sheets, problems), "")
    edit = open_edit(ledger, folder)
    name, found = _settled_name(name, filled)
    problems += found
    evaluation = edit.pilot.evaluations.get(name)
    problems += _misplaced(filled, edit.pilot, name, evaluation)
    level, found = _evidence_level(filled, request.evidence_level)
    problems += found
    if not sheets and not problems:
        problems.append(Message("no sheet was given"))
    elif sheets and not filled and not problems:
        problems.append(Message("nothing is filled in on any sheet"))
    if problems:
        raise RatingSheetProblem(problems)
    vetoes = tuple(dict.fromkeys(veto for sheet in filled for veto, said in sheet.vetoes.items() if said))
    remarks += _without_place(filled)
    ratings = CombinedRatings(name, _day(filled[0].as_of) or edit.as_of, tuple(filled), level, vetoes, tuple(remarks))
    _enter(edit, evaluation, ratings, request)
    return edit


def _pilot_of(sheets: Sequence[CompletedSheet], problems: Sequence[Message]) -> str:
    """Return the pilot that all sheets name.

    Raises:
        RatingSheetProblem: no sheet could be read, or they are of several pilots.
    """
    pilots = sorted({sheet.pilot for sheet in sheets if sheet.pilot})
    if len(pilots) == 1:
        return pilots[0]
    template = "the sheets are of {pilots}; take them in pilot by pilot" if pilots else "no sheet names a pilot"
    said = Message.of(template, pilots=Message.listed(pilots))
    raise RatingSheetProblem((*problems, said) if pilots or not problems else problems)


def _read_all(paths: Sequence[Path]) -> tuple[list[CompletedSheet], list[Message]]:
    sheets: list[CompletedSheet] = []
    problems: list[Message] = []
    for path in _expanded(paths):
        try:
            read = read_workbook(str(path), file_content(path, LIMITS))
        except OSError as problem:
            problems.append(problem_at(str(path), system_reason(problem)))
            continue
        except UnreadableWorkbook as problem:
            problems.append(problem_at(str(path), problem.message))
            continue
        sheets += read.sheets
        problems += read.problems
    return sheets, problems


def _expanded(paths: Sequence[Path]) -> Iterator[Path]:
    """Return the files, those of a folder in order, without the lock files of office programs."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.glob("*.xlsx") if not one.name.startswith(("~$", ".~")))
        else:
            yield path


def _settled_name(name: str, sheets: Sequence[CompletedSheet]) -> tuple[str, list[Message]]:
    """Return the evaluation's name: the one given, or the one that the sheets carry."""
    if name or not sheets:
        return name, []
    carried = sorted({sheet.evaluation for sheet in sheets} - {""})
    if len(carried) == 1:
        return carried[0], []
    several = "the sheets are of {names}; say which one is meant: PILOT/NAME"
    none = "the sheets name no evaluation; say which one is meant: PILOT/NAME"
    return "", [Message.of(several if carried else none, names=Message.listed(carried))]


def _misplaced(
    sheets: Sequence[CompletedSheet], pilot: Pilot, name: str, evaluation: Evaluation | None
) -> Iterator[Message]:
    """Yield sheets of another pilot, evaluation or day, invalid codes, and reviewers with two sheets."""
    for sheet in sheets:
        yield from (problem_at(sheet.place, why) for why in _misplacements(sheet, pilot, name, evaluation))
    days = sorted({sheet.as_of for sheet in sheets})
    if evaluation is None and len(days) > 1:
        yield Message.of("the sheets show the facts of different days: {days}", days=Message.listed(days))
    doubled = [code for code, number in Counter(sheet.reviewer for sheet in sheets).items() if number > 1]
    for code in doubled:
        places = Message.joined("; ", (sheet.place for sheet in sheets if sheet.reviewer == code))
        yield problem_at(places, Message.of("reviewer {reviewer} has more than one sheet", reviewer=code))


def _misplacements(sheet: CompletedSheet, pilot: Pilot, name: str, evaluation: Evaluation | None) -> Iterator[Message]:
    nothing = Message("nothing")
    if sheet.pilot != pilot.id:
        template = "the sheet is of pilot {seen}, not {wanted}"
        yield Message.of(template, seen=sheet.pilot or nothing, wanted=pilot.id)
    if name and sheet.evaluation not in ("", name):
        yield Message.of("the sheet is of evaluation {seen}, not {wanted}", seen=sheet.evaluation, wanted=name)
    if _day(sheet.as_of) is None:
        yield Message.of("the day of its facts, {seen}, is not a day", seen=sheet.as_of or nothing)
    if not INNER_ID.fullmatch(sheet.reviewer):
        yield Message.of("{seen} is not a reviewer's code, such as R1", seen=sheet.reviewer or nothing)
    if evaluation is not None and sheet.as_of != str(evaluation.as_of):
        template = "its facts are as of {seen}, the evaluation is as of {wanted}"
        yield Message.of(template, seen=sheet.as_of, wanted=evaluation.as_of)


def _evidence_level(sheets: Sequence[CompletedSheet], given: int | None) -> tuple[int | None, list[Message]]:
    """Return the level given, or the one that all reviewers who answered agree on."""
    if given is not None:
        template = "evidence level {answer} is not {first}–{last}"
        return given, [] if 0 <= given <= 4 else [Message.of(template, answer=given, first=0, last=4)]
    said = [sheet for sheet in sheets if sheet.evidence_level is not None]
    levels = {sheet.evidence_level for sheet in said}
    if len(levels) > 1:
        in_place = "{level} in {place}"
        each = [Message.of(in_place, level=sheet.evidence_level, place=sheet.cell("evidence_level")) for sheet in said]
        template = "reviewers differ on the evidence level: {levels}; say which one holds"
        return None, [Message.of(template, levels=Message.joined("; ", each))]
    return next(iter(levels), None), []


def _without_place(sheets: Iterable[CompletedSheet]) -> Iterator[Message]:
    """Yield the remarks for which an evaluation has no field, so that they are not lost unnoticed."""
    for sheet in sheets:
        for name, text in sheet.comments.items():
            if name not in _COMMENTED:
                template = "a remark on {item} has no field in the evaluation, only its method: {text}"
                yield problem_at(sheet.cell(name), Message.of(template, item=name, text=text))


def _day(text: str) -> date | None:
    """Return the day of a sheet, or None if it is not a day."""
    try:
        return read_date(text)
    except PydanticCustomError:
        return None


GROUPS = {"judgement": JUDGEMENT_ITEMS, "replicability": REPLICABILITY_ITEMS}
_JOINTS: dict[Language, str] = {"zh": "；", "en": "; "}
_CHINESE = re.compile(r"[一-鿿]")


def _enter(edit: PilotEdit, evaluation: Evaluation | None, answers: CombinedRatings, given: RatingsRequest) -> None:
    """Put the ratings into the files of the edit.

    Raises:
        UsageProblem: a new evaluation is not described, or one that is there is described anew.
        CannotEdit: its file can't be read.
    """
    name = f"evaluations/{answers.name}.yaml"
    edit.remarks += answers.remarks
    if evaluation is None:
        _begin(edit, name, answers, given)
    else:
        _refuse_description(name, given)
        _update(edit, name, evaluation, answers)
    _comment(edit, name, evaluation, answers)
    known = evaluation.vetoes if evaluation is not None else ()
    for veto in answers.vetoes:
        if veto not in known:
            places = Message.joined("; ", (sheet.cell(veto) for sheet in answers.sheets if sheet.vetoes.get(veto)))
            edit.append(name, ("vetoes",), veto, Message.of("veto {veto}, by {places}", veto=veto, places=places))
    if not edit.written:
        template = "{evaluation} says all this already; nothing was written"
        edit.remarks.append(Message.of(template, evaluation=f"{edit.folder}/{answers.name}"))


def _begin(edit: PilotEdit, name: str, answers: CombinedRatings, given: RatingsRequest) -> None:
    if isinstance(edit.held.read(f"pilots/{edit.folder}/{name}"), bytes):
        raise CannotEdit(
            "{path} can't be read", help="talentpilot validate shows why", path=f"pilots/{edit.folder}/{name}"
        )
    _refuse_undescribed(name, answers, given)
    edit.begin(name, "schema: talentpilot/evaluation/1\n")
    evaluator: dict[str, Value] = {"org": given.evaluator, "independent": given.independent}
    fields: dict[str, Value] = {
        "type": given.type,
        "as_of": answers.as_of,
        "evaluator": evaluator | ({"method": given.method} if given.method else {}),
        "evidence_level": answers.evidence_level,
        "reviewers": [_entry(sheet) for sheet in answers.sheets],
    }
    for field, value in fields.items():
        edit.put(name, (field,), value)
    said = Message.of("{type} as of {day}", type=in_words(given.type, "evaluation"), day=answers.as_of)
    edit.written.append((name, ("type",), said))
    for number, sheet in enumerate(answers.sheets):
        edit.written.append((name, ("reviewers", number), _said(sheet)))


def _refuse_undescribed(name: str, answers: CombinedRatings, given: RatingsRequest) -> None:
    missing = [name for name in ("type", "evaluator", "independent") if name not in given.description]
    missing += ["evidence level"] if answers.evidence_level is None else []
    if missing:
        raise UsageProblem(
            "{file} is new and needs: {missing}; nothing was written",
            help="give its type and who evaluates, or write the file first",
            file=name,
            missing=Message.listed(missing),
        )
    if given.type not in get_args(EvaluationType):
        raise UsageProblem(
            "evaluation type {type} is unknown",
            help="write {types}",
            type=given.type,
            types=Message.listed(get_args(EvaluationType)),
        )


def _refuse_description(name: str, given: RatingsRequest) -> None:
    if given.description:
        raise UsageProblem(
            "{file} exists already and would be described anew by: {given}; nothing was written",
            help="leave these options out, or change the file by hand",
            file=name,
            given=Message.listed(given.description),
        )


def _update(edit: PilotEdit, name: str, evaluation: Evaluation, answers: CombinedRatings) -> None:
    level = answers.evidence_level
    if level is not None and level != evaluation.evidence_level:
        edit.put(name, ("evidence_level",), level, _moved(Message("evidence level"), evaluation.evidence_level, level))
    known = {item.id: item for item in evaluation.reviewers}
    for sheet in answers.sheets:
        before = known.get(sheet.reviewer)
        if before is None:
            edit.append(name, ("reviewers",), _entry(sheet), _said(sheet))
            continue
        index = edit.find(name, "reviewers", sheet.reviewer)
        for group, items in GROUPS.items():
            for item in items:
                was, now = getattr(getattr(before, group), item), sheet.ratings.get(item)
                path = ("reviewers", index, group, item)
                if now is None and was is not None:
                    edit.remove(name, path)
                    edit.written.append((name, path[:3], _moved(_rated(sheet, item), was, Message("abstains"))))
                elif now is not None and now != was:
                    before_ = Message("abstained") if was is None else was
                    edit.put(name, path, now, _moved(_rated(sheet, item), before_, now))


def _rated(sheet: CompletedSheet, item: str) -> Message:
    return Message.of("{reviewer} {item}:", reviewer=sheet.reviewer, item=item)


def _moved(what: Message, before: object, after: object) -> Message:
    return Message.of("{what} {before} → {after}", what=what, before=before, after=after)


def _entry(sheet: CompletedSheet) -> dict[str, Value]:
    """Return the entry of a reviewer for the file; a group without ratings is left out."""
    groups: Mapping[str, dict[str, Value]] = {
        group: {item: sheet.ratings[item] for item in items if item in sheet.ratings} for group, items in GROUPS.items()
    }
    return {"id": sheet.reviewer, **{group: ratings for group, ratings in groups.items() if ratings}}


def _said(sheet: CompletedSheet) -> Message:
    values = {"reviewer": sheet.reviewer, "n": len(sheet.ratings), "every": sum(map(len, GROUPS.values()))}
    return Message.of("reviewer {reviewer}: {n} of {every} items rated", **values)


def _comment(edit: PilotEdit, name: str, evaluation: Evaluation | None, answers: CombinedRatings) -> None:
    """Add the remarks of reviewers after the present `comments`; all at once if there are none."""
    items = (*JUDGEMENT_ITEMS, *REPLICABILITY_ITEMS)
    there: dict[str, Text | None] = {
        item: getattr(evaluation.comments, item) if evaluation is not None else None for item in items
    }
    added = {item: found for item in items if (found := _remarks(item, there[item], answers))}
    if added and not any(there.values()):
        edit.put(name, ("comments",), added, Message.of("comments on {items}", items=Message.listed(added)))
        return
    for item, lines in added.items():
        for path, value in _behind(there[item], lines):
            edit.put(name, ("comments", item, *path), value, Message.of("comments on {items}", items=item))


def _remarks(item: str, there: Text | None, answers: CombinedRatings) -> dict[Language, str]:
    """Return the new remarks on an item by language, each after the code of its reviewer."""
    found: dict[Language, list[str]] = {}
    for sheet in answers.sheets:
        said = sheet.comments.get(item, "")
        language: Language = "zh" if _CHINESE.search(said) else "en"
        line = f"{sheet.reviewer}{'：' if language == 'zh' else ': '}{said}"
        if said and not any(line in version for version in (there.versions if there is not None else ())):
            found.setdefault(language, []).append(line)
    return {language: _JOINTS[language].join(found[language]) for language in _JOINTS if language in found}


def _behind(there: Text | None, lines: Mapping[Language, str]) -> list[tuple[tuple[str, ...], Value]]:
    """Return the values to put below the item, with the new lines after the text that is there."""
    if there is None:
        return [((), dict(lines))]
    if there.plain is not None:
        return [((), "; ".join((there.plain, *lines.values())))]
    before: dict[Language, str | None] = {"zh": there.zh, "en": there.en}
    return [
        ((language,), f"{before[language]}{_JOINTS[language]}{line}" if before[language] else line)
        for language, line in lines.items()
    ]
