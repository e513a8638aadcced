"""Where templates are found, and how their mistakes are told: with file, line and name.

Look-up is file by file: the folders that are given (an explicit one, then the ledger's `templates/`), then
the built-in ones. So a ledger overrides one chart or one page and keeps the rest.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

import talentpilot
from talentpilot.errors import TalentpilotError
from talentpilot.report import markdown


class TemplateError(TalentpilotError):
    """A template can't be found or read, or asks for what is not there."""


def environment(
    folders: Sequence[Path], *, finalize: Callable[[object], str] = markdown.finalize
) -> jinja2.Environment:
    """A sandboxed environment in which unknown names are errors and `finalize` makes every value safe.

    Filters besides Jinja's own: `md` trusts a text as Markdown, `line` is for headings and alt texts,
    `link(url)` makes a link where the address may be one.
    """
    made = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in search_path(folders)]),
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"md": markdown.Markdown, "line": markdown.one_line, "link": markdown.link}
    return made


def render(source: jinja2.Environment, name: str, data: Mapping[str, object]) -> str:
    """The text of one template; every mistake in it becomes a `TemplateError`."""
    try:
        return source.get_template(name).render(data)
    except jinja2.TemplateSyntaxError as problem:
        raise TemplateError(f"{_place(problem.filename, problem.lineno)}: {problem.message}") from problem
    except jinja2.TemplateNotFound as problem:
        missing = " or ".join(map(str, problem.templates))
        where = "" if missing == name else f"{_origin(problem, name)}: "
        raise TemplateError(f"{where}no template {missing}") from problem
    except (
        jinja2.TemplateError,
        ArithmeticError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as problem:
        raise TemplateError(f"{_origin(problem, name)}: {problem}") from problem


def find(name: str, folders: Sequence[Path]) -> Path:
    """The file in force for a name such as `report.typ` or `charts/lights.vl.json.j2`."""
    for folder in search_path(folders):
        if (folder / name).is_file():
            return folder / name
    raise TemplateError(f"no template {name}")


def names() -> tuple[str, ...]:
    """Every built-in template, sorted: what can be copied and overridden."""
    folder = built_in()
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return tuple(sorted(path.relative_to(folder).as_posix() for path in files))


def search_path(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The folders in the order they are asked, the built-in one last."""
    return (*folders, built_in())


def built_in() -> Path:
    """The folder that comes with the program: in the wheel, else in the source tree."""
    package = Path(talentpilot.__file__).parent
    for folder in (package / "_templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise TemplateError("the built-in templates are missing; install talentpilot again")


def _origin(problem: BaseException, name: str) -> str:
    """File and line of the innermost template that the traceback passes."""
    found = name
    step: TracebackType | None = problem.__traceback__
    while step is not None:
        if "__jinja_exception__" in step.tb_frame.f_globals:  # jinja's stand-in for the template's line
            found = _place(step.tb_frame.f_code.co_filename, step.tb_lineno)
        step = step.tb_next
    return found


def _place(file: str | None, line: int) -> str:
    return f"{file or 'template'}:{line}"
