"""Find and render templates, and report their mistakes with file, line and name.

Look-up is file by file: the folders that are given (an explicit one, then the ledger's `templates/`), then
the built-in ones. So a ledger overrides one chart or one page and keeps the rest. What a template may do is in
`sandbox.py`; a file that is a link out of its folder is none of its templates.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path, PurePosixPath
from types import CodeType, TracebackType

import jinja2
from jinja2.bccache import Bucket

import talentpilot
from talentpilot.errors import TemplateError, system_reason
from talentpilot.report import markdown
from talentpilot.report.sandbox import Sandbox
from talentpilot.report.template_mistakes import full_width_line, jinja_message, lacks_a_value
from talentpilot.suggestions import meant, nearest_words

_USED: ContextVar[dict[str, str] | None] = ContextVar("used", default=None)
"""What `recording` collects. A context variable and not an argument: jinja asks a loader for each template that another
one includes, and passes it nothing of ours. It is read and written in this module alone, and each thread has its own.
"""

ENDINGS = (".j2", ".typ", ".docx")
_DATA = ".yaml"
"""The ending of data among the templates, which runs nothing and so needs no trust."""
LARGEST = 20_000_000
"""The maximum size of a template in bytes; a reference document with pictures takes a few million."""

_TOO_MUCH = "a text or list that takes more memory than a template may"
_MISTAKES = (
    jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, SyntaxError,
    TypeError, ValueError,
)  # fmt: skip


def environment(
    folders: Sequence[Path], purpose: str | None = None, *, finalize: Callable[[object], str] = markdown.finalize
) -> Sandbox:
    """Return a sandboxed environment in which unknown names are errors and `finalize` makes every value safe.

    Those of one `purpose` have the same filters and the same `finalize`, and share the code of their templates.

    Filters besides Jinja's own: `md` trusts a text as Markdown, `line` is for headings and alt texts,
    `link(url)` makes a link where the address may be one.
    """
    made = Sandbox(
        loader=_Loader(search_path(folders)),
        finalize=finalize,
        bytecode_cache=_CODE[purpose] if purpose else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"md": markdown.Markdown, "line": markdown.one_line, "link": markdown.link}
    return made


def render(source: Sandbox, name: str, data: Mapping[str, object]) -> str:
    """Return the text of one template; every mistake in it becomes a `TemplateError`."""
    try:
        return source.get_template(name).render(data)
    except jinja2.TemplateSyntaxError as problem:
        said = jinja_message(problem.message or "syntax error", source, data)
        file = problem.filename or problem.name  # an unclosed comment bears its file as its name
        raise TemplateError("{place}: {said}", place=_place(file, problem.lineno), said=said) from problem
    except jinja2.TemplateNotFound as problem:
        missing = ", ".join(map(str, problem.templates))
        where = "" if missing == name else f"{_origin(problem, name)}: "
        near = nearest_words(missing, source.list_templates())
        raise TemplateError(
            "{where}there is no template {missing}",
            help=meant(near) if near else "",
            where=where,
            missing=missing,
        ) from problem
    except _MISTAKES as problem:
        known = _TOO_MUCH if isinstance(problem, MemoryError) else str(problem) or type(problem).__name__
        said = jinja_message(known, source, data)
        raise TemplateError("{place}: {said}", place=_origin(problem, name), said=said) from problem


def place_of(source: Sandbox, name: str, data: Mapping[str, object], offset: int) -> str:
    """Return file and line of the template that wrote what stands at `offset` of the text that `render` gives."""
    from talentpilot.report.template_places import locate  # a template with a mistake alone needs it

    return _place(*locate(source, name, data, offset))


def find(name: str, folders: Sequence[Path]) -> Path:
    """Return the file in force for a name such as `report.typ` or `charts/lights.vl.json.j2`."""
    file = _first(name, search_path(folders))
    if file is None:
        raise TemplateError("there is no template {name}", name=name)
    _note(name, file)
    return file


def own_folder(root: Path) -> Path | None:
    """Return the ledger's `templates/`, where it has them.

    Raises:
        TemplateError: it is a link out of the ledger.
    """
    folder = root / "templates"
    if not folder.is_dir():
        return None
    if not folder.resolve().is_relative_to(root.resolve()):
        raise TemplateError(
            "{folder} leads out of the ledger", help="use {--templates} DIR for templates elsewhere", folder=folder
        )
    return folder


@contextmanager
def recording() -> Iterator[dict[str, str]]:
    """The name of each template that is read while the block runs, with the digest of the file in force."""
    used: dict[str, str] = {}
    token = _USED.set(used)
    try:
        yield used
    finally:
        _USED.reset(token)


def note(used: Mapping[str, str]) -> None:
    """Add templates that another process has read, by name with digest, to what is being recorded."""
    noted = _USED.get()
    if noted is not None:
        noted |= used


def digest_of(file: Path) -> str:
    """`sha256:…` of a template, with LF line endings so that autocrlf breaks nothing."""
    digest = hashlib.sha256(content_of(file).replace(b"\r\n", b"\n"))
    return f"sha256:{digest.hexdigest()}"


def names() -> tuple[str, ...]:
    """Return every built-in template, sorted."""
    folder = built_in()
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return tuple(sorted(path.relative_to(folder).as_posix() for path in files))


def names_in(folders: Sequence[Path]) -> tuple[str, ...]:
    """Return the built-in templates and those of the folders, sorted."""
    own = (file.relative_to(folder).as_posix() for folder in folders for file in folder.rglob("*.j2") if file.is_file())
    return tuple(sorted({*names(), *own}))


def search_path(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return the folders in the order they are asked, the built-in one last."""
    return (*folders, built_in())


def built_in() -> Path:
    """Return the folder that comes with the program: in the wheel, else in the source tree."""
    package = Path(talentpilot.__file__).parent
    for folder in (package / "_templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise TemplateError("the built-in templates are missing; install talentpilot again")


def is_built_in(file: Path) -> bool:
    """Return whether a template comes with the program, and not from a folder of somebody else."""
    return file.is_relative_to(built_in())


def can_be_template(name: str) -> bool:
    """Return whether a file of this name can be a template of somebody's own."""
    return name.endswith(ENDINGS) and not name.startswith(".")


def content_of(file: Path) -> bytes:
    """Return the bytes of a template.

    Raises:
        TemplateError: it is too large, or can't be read.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as problem:
        raise TemplateError("{where}: {why}", where=file, why=system_reason(problem)) from problem
    if len(content) > LARGEST:
        raise TemplateError(
            "{file} is larger than {size} MB, which no template is", file=file, size=LARGEST // 1_000_000
        )
    return content


def text_of(file: Path) -> str:
    """What stands in a template.

    Raises:
        TemplateError: it can't be read, or is not text.
    """
    try:
        return content_of(file).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise TemplateError("{place}: not UTF-8", place=_place(str(file), line)) from problem


class _Code(jinja2.BytecodeCache):
    """The code of templates in memory: to compile one takes longer than to fill it, in report after report.

    It is never written: code in a file would be run by whoever reads it.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


_CODE: defaultdict[str, _Code] = defaultdict(_Code)
"""The code for each purpose: Jinja fills in constants with the filters at hand, such as those of a language."""


class _Loader(jinja2.BaseLoader):
    """Finds templates file by file, and notes which are used."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def list_templates(self) -> list[str]:
        return list(names_in(self._folders[:-1]))

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        del environment
        file = _first(template, self._folders)
        if file is None:
            raise jinja2.TemplateNotFound(template)
        _note(template, file)
        text = text_of(file)
        line = full_width_line(text)
        if line is not None:
            raise TemplateError(
                "{place}: brackets of full width print as they are",
                help="write {{{{, }}}}, {{%, %}}, {{# and #}} in half width",
                place=_place(str(file), line),
            )
        return text, str(file), lambda: True


def _first(name: str, folders: Iterable[Path]) -> Path | None:
    """Return the first of that name; a name that climbs out of the folder is none."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        return None
    for folder in folders:
        file = folder / path
        if folder == built_in() and file.is_file():
            return file
        named = can_be_template(path.name) or path.suffix == _DATA
        if file.is_file() and named and not any(part.startswith(".") for part in path.parts):
            if file.resolve() != folder.resolve() / path:
                raise TemplateError("{file} is a link; a template is a file that lies in its folder", file=file)
            return file
    return None


def _note(name: str, file: Path) -> None:
    used = _USED.get()
    if used is not None:
        used[name] = digest_of(file)


def _origin(problem: BaseException, name: str) -> str:
    """File and line of the innermost template that the traceback passes; of a call that lacks a value, the caller's."""
    found = name
    of_caller = lacks_a_value(str(problem))
    step: TracebackType | None = problem.__traceback__
    while step is not None:
        frame = step.tb_frame
        in_macro = frame.f_code.co_name == "template"  # what Jinja calls them
        if "__jinja_exception__" in frame.f_globals and not (of_caller and in_macro):  # jinja's stand-in for the line
            found = _place(step.tb_frame.f_code.co_filename, step.tb_lineno)
        step = step.tb_next
    return found


def _place(file: str | None, line: int) -> str:
    return f"{file or 'template'}:{line}"
