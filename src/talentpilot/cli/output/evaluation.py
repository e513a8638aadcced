"""The forms of `talentpilot evaluate`."""

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.evaluation import EvaluationResults


class EvaluationFormat(StrEnum):
    """A form of `--format`."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


BY_ENDING = {
    ".json": EvaluationFormat.JSON,
    ".csv": EvaluationFormat.CSV,
    ".md": EvaluationFormat.MARKDOWN,
    ".txt": EvaluationFormat.TABLE,
}


def render_evaluations(
    found: "EvaluationResults", form: EvaluationFormat, say: "Translator", *, in_full: bool, color: bool
) -> str:
    """The answer in that form; `in_full` lets each evaluation argue for itself, else they are rolled up by task."""
    from talentpilot.cli.output import evaluation_json, evaluation_renderers, evaluation_text

    match form:
        case EvaluationFormat.JSON:
            return evaluation_json.render(found, rolled_up=not in_full)
        case EvaluationFormat.CSV:
            return evaluation_renderers.render_csv(found)
        case EvaluationFormat.MARKDOWN:
            return evaluation_renderers.render_markdown(found)
        case EvaluationFormat.TABLE:
            render = evaluation_text.render if in_full else evaluation_renderers.task_summary
            return render(found, say, color=color)
        case _:
            assert_never(form)
