"""Problems and remarks of the cells of workbooks that came in, as lines."""

from talentpilot.exchange.cell_problems import CellProblem, CellRemark
from talentpilot.i18n.translator import Translator


def problem_lines(problem: CellProblem, say: Translator) -> list[str]:
    """Return a problem with its place, and how to mend it on a line below."""
    colon = say.punctuation["colon"]
    lines = [f"{problem.place}{colon}{say.said(problem.message)}"]
    return [*lines, f"  = {say.text('help')}{colon}{say.said(problem.help)}"] if str(problem.help) else lines


def remark_line(remark: CellRemark, say: Translator) -> str:
    """Return a remark with its place."""
    return f"{remark.place}{say.punctuation['colon']}{say.said(remark.message)}{say.bracketed(say.text('remark'))}"
