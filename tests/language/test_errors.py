"""Errors have their Chinese; what is still put together in English, or has none, is listed and may only become less."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib

from language.said import SOURCE

CATALOGUE = polib.pofile(str(SOURCE / "i18n" / "errors.zh.po"), encoding="utf-8")
ERRORS = re.compile(r"(.Problem|NotFound|Unreadable|ToCheck|MissingExtra|CannotEdit|TalentpilotError|TemplateError)$")
PUT_TOGETHER: dict[str, int] = {
    "api/edit.py": 1,
    "api/ledger.py": 6,
    "services/recording/milestones.py": 2,
    "api/report.py": 2,
    "cli/commands/adjust.py": 2,
    "cli/commands/evaluate.py": 8,
    "cli/commands/explain.py": 1,
    "cli/commands/init.py": 6,
    "cli/commands/new.py": 1,
    "cli/commands/record/evidence.py": 13,
    "cli/commands/record/indicators.py": 4,
    "cli/commands/record/milestones.py": 2,
    "cli/commands/seal.py": 6,
    "cli/commands/templates.py": 1,
    "cli/commands/verify_report.py": 2,
    "cli/output/delivery.py": 1,
    "cli/output/findings_files.py": 5,
    "exchange/calendar.py": 1,
    "exchange/rating_sheets/reader.py": 1,
    "report/charts.py": 3,
    "report/formats/pdf.py": 3,
    "report/manifest.py": 4,
    "report/overrides.py": 2,
    "report/page_safety.py": 2,
    "report/pandoc.py": 1,
    "report/templates.py": 8,
    "services/agenda.py": 1,
    "services/comparison.py": 7,
    "services/evaluation.py": 3,
    "services/evaluation_reports.py": 3,
    "services/explain.py": 2,
    "services/formatting.py": 2,
    "services/issuing.py": 3,
    "services/ledger.py": 2,
    "services/days.py": 1,
    "services/new_ledger.py": 1,
    "services/new_pilot.py": 2,
    "services/organizations.py": 2,
    "services/portfolio.py": 4,
    "services/rating_sheets.py": 10,
    "services/report_files.py": 7,
    "services/ratings_import.py": 5,
    "services/recording/adjustments.py": 11,
    "services/recording/decisions.py": 6,
    "services/recording/episodes.py": 2,
    "services/recording/items.py": 1,
    "services/recording/new_objects.py": 8,
    "services/recording/plan_changes.py": 6,
    "services/recording/proposed_plan.py": 3,
    "services/recording/transaction.py": 6,
    "services/recording/values.py": 7,
    "services/reporting.py": 6,
    "services/reproduction.py": 3,
    "services/schemas.py": 2,
    "services/templates.py": 3,
    "services/validation/request.py": 3,
    "services/validation/rule_choice.py": 3,
    "services/verification.py": 1,
    "store/bundled.py": 1,
    "store/edited_file.py": 1,
    "store/git/gitproblems.py": 14,
    "store/git/repository.py": 1,
    "store/new_ledger.py": 3,
    "store/new_pilot.py": 2,
    "store/reader.py": 3,
    "store/register_pilot.py": 1,
    "store/tree.py": 2,
    "store/writer.py": 6,
    "store/yaml/editor.py": 5,
    "store/yaml/formatter.py": 1,
    "store/yaml/nodes.py": 3,
}
"""By file, how many errors are an f-string or a text with its help inside, which can't be translated."""
UNTRANSLATED: frozenset[str] = frozenset()
"""Templates that have no Chinese yet."""


def raised() -> Iterator[tuple[Path, ast.Call]]:
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and ERRORS.search(getattr(node.func, "id", "")):
                yield file, node


def templates(call: ast.Call) -> list[str]:
    """The text and the help of an error; nothing where they are put together."""
    parts = [call.args[0], *(item.value for item in call.keywords if item.arg == "help")]
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return [] if isinstance(parts[0], ast.JoinedStr) or "\n  help: " in "".join(texts) else texts


def put_together() -> Counter[str]:
    return Counter(file.relative_to(SOURCE).as_posix() for file, call in raised() if not templates(call))


def missing() -> set[str]:
    said = {text for _, call in raised() for text in templates(call)}
    return said - {entry.msgid for entry in CATALOGUE if entry.msgstr}


def test_no_file_puts_together_more_errors_than_before() -> None:
    assert len(list(raised())) > 100, "the collector sees nothing"
    more = {file: number for file, number in put_together().items() if number > PUT_TOGETHER.get(file, 0)}
    assert not more, "raise a template with its values, so that it can be translated"


def test_every_template_has_its_chinese() -> None:
    assert missing() <= UNTRANSLATED, "add the Chinese to src/talentpilot/i18n/errors.zh.po"


def test_both_languages_fill_the_same_holes() -> None:
    for entry in CATALOGUE:
        assert set(re.findall(r"\{(\w+)\}", entry.msgid)) == set(re.findall(r"\{(\w+)\}", entry.msgstr)), entry.msgid
