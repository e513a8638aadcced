"""Enters what reviewers answered into the file of an evaluation: a new one, or only the lines that change."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args

from talentpilot.analysis.ratings import JUDGEMENT_ITEMS, REPLICABILITY_ITEMS
from talentpilot.cli.recording.desk import Desk
from talentpilot.cli.sheets_options import Filled as Given
from talentpilot.errors import CannotEdit, UsageProblem
from talentpilot.exchange.sheets_reading import Filled
from talentpilot.model.base import Language, Text
from talentpilot.model.evaluation import Evaluation, EvaluationType
from talentpilot.store.editing_values import Value

if TYPE_CHECKING:
    from talentpilot.cli.sheets_reading import Answers

GROUPS = {"judgement": JUDGEMENT_ITEMS, "replicability": REPLICABILITY_ITEMS}
_JOINTS: dict[Language, str] = {"zh": "；", "en": "; "}
_CHINESE = re.compile(r"[一-鿿]")


def enter(desk: Desk, evaluation: Evaluation | None, answers: "Answers", given: Given) -> None:
    """Lay the answers on the desk.

    Raises:
        UsageProblem: a new evaluation is not described, or one that is there is described anew.
        CannotEdit: its file can't be read.
    """
    name = f"evaluations/{answers.name}.yaml"
    desk.remarks += answers.remarks
    if evaluation is None:
        _begin(desk, name, answers, given)
    else:
        _refuse_description(name, given)
        _update(desk, name, evaluation, answers)
    _comment(desk, name, evaluation, answers)
    known = evaluation.vetoes if evaluation is not None else ()
    for veto in answers.vetoes:
        if veto not in known:
            places = ", ".join(sheet.cell(veto) for sheet in answers.sheets if sheet.vetoes.get(veto))
            desk.append(name, ("vetoes",), veto, f"veto {veto}, by {places}")
    if not desk.written:
        desk.remarks.append(f"{desk.folder}/{answers.name} says all this already; nothing was written")


def _begin(desk: Desk, name: str, answers: "Answers", given: Given) -> None:
    if isinstance(desk.held.read(f"pilots/{desk.folder}/{name}"), bytes):
        raise CannotEdit(f"pilots/{desk.folder}/{name} can't be read\n  help: talentpilot validate says why")
    _refuse_undescribed(name, answers, given)
    desk.begin(name, "schema: talentpilot/evaluation/1\n")
    evaluator: dict[str, Value] = {"org": given.evaluator, "independent": given.independent}
    fields: dict[str, Value] = {
        "type": given.type_,
        "as_of": answers.as_of,
        "evaluator": evaluator | ({"method": given.method} if given.method else {}),
        "evidence_level": answers.evidence_level,
        "reviewers": [_entry(sheet) for sheet in answers.sheets],
    }
    for field, value in fields.items():
        desk.put(name, (field,), value)
    desk.written.append((name, ("type",), f"{given.type_} evaluation as of {answers.as_of}"))
    for number, sheet in enumerate(answers.sheets):
        desk.written.append((name, ("reviewers", number), _said(sheet)))


def _refuse_undescribed(name: str, answers: "Answers", given: Given) -> None:
    missing = [option for option in ("--type", "--evaluator", "--independent") if option not in given.describes]
    missing += ["--evidence-level"] if answers.evidence_level is None else []
    if missing:
        raise UsageProblem(
            f"{name} is new and needs {', '.join(missing)}; nothing was written\n"
            "  help: say of what type it is and who evaluates, or write the file first"
        )
    if given.type_ not in get_args(EvaluationType):
        raise UsageProblem(f"--type {given.type_} is unknown\n  help: write {', '.join(get_args(EvaluationType))}")


def _refuse_description(name: str, given: Given) -> None:
    if given.describes:
        raise UsageProblem(
            f"{name} is there already, and {', '.join(given.describes)} would describe it anew; nothing was written\n"
            "  help: leave that out, or change the file by hand"
        )


def _update(desk: Desk, name: str, evaluation: Evaluation, answers: "Answers") -> None:
    level = answers.evidence_level
    if level is not None and level != evaluation.evidence_level:
        desk.put(name, ("evidence_level",), level, f"evidence level {evaluation.evidence_level} → {level}")
    known = {item.id: item for item in evaluation.reviewers}
    for sheet in answers.sheets:
        before = known.get(sheet.reviewer)
        if before is None:
            desk.append(name, ("reviewers",), _entry(sheet), _said(sheet))
            continue
        index = desk.find(name, "reviewers", sheet.reviewer)
        for group, items in GROUPS.items():
            for item in items:
                was, now = getattr(getattr(before, group), item), sheet.ratings.get(item)
                path = ("reviewers", index, group, item)
                if now is None and was is not None:
                    desk.remove(name, path)
                    desk.written.append((name, path[:3], f"{sheet.reviewer} {item}: {was} → abstains"))
                elif now is not None and now != was:
                    desk.put(name, path, now, f"{sheet.reviewer} {item}: {'abstained' if was is None else was} → {now}")


def _entry(sheet: Filled) -> dict[str, Value]:
    """A reviewer as the file has it; a group in which nothing is rated is left out."""
    groups: Mapping[str, dict[str, Value]] = {
        group: {item: sheet.ratings[item] for item in items if item in sheet.ratings} for group, items in GROUPS.items()
    }
    return {"id": sheet.reviewer, **{group: ratings for group, ratings in groups.items() if ratings}}


def _said(sheet: Filled) -> str:
    every = sum(map(len, GROUPS.values()))
    return f"reviewer {sheet.reviewer}: {len(sheet.ratings)} of {every} items rated"


def _comment(desk: Desk, name: str, evaluation: Evaluation | None, answers: "Answers") -> None:
    """Put what reviewers said behind what stands under `comments`; all at once where nothing stands there."""
    items = (*JUDGEMENT_ITEMS, *REPLICABILITY_ITEMS)
    there: dict[str, Text | None] = {
        item: getattr(evaluation.comments, item) if evaluation is not None else None for item in items
    }
    added = {item: found for item in items if (found := _remarks(item, there[item], answers))}
    if added and not any(there.values()):
        desk.put(name, ("comments",), added, f"comments on {', '.join(added)}")
        return
    for item, lines in added.items():
        for path, value in _behind(there[item], lines):
            desk.put(name, ("comments", item, *path), value, f"comment on {item}")


def _remarks(item: str, there: Text | None, answers: "Answers") -> dict[Language, str]:
    """What reviewers said of an item and does not stand there yet, by language, each behind the reviewer's code."""
    found: dict[Language, list[str]] = {}
    for sheet in answers.sheets:
        said = sheet.comments.get(item, "")
        language: Language = "zh" if _CHINESE.search(said) else "en"
        line = f"{sheet.reviewer}{'：' if language == 'zh' else ': '}{said}"
        if said and not any(line in version for version in (there.versions if there is not None else ())):
            found.setdefault(language, []).append(line)
    return {language: _JOINTS[language].join(found[language]) for language in _JOINTS if language in found}


def _behind(there: Text | None, lines: Mapping[Language, str]) -> list[tuple[tuple[str, ...], Value]]:
    """The values to put below the item, so that what stands there stays."""
    if there is None:
        return [((), dict(lines))]
    if there.plain is not None:
        return [((), "; ".join((there.plain, *lines.values())))]
    before: dict[Language, str | None] = {"zh": there.zh, "en": there.en}
    return [
        ((language,), f"{before[language]}{_JOINTS[language]}{line}" if before[language] else line)
        for language, line in lines.items()
    ]
