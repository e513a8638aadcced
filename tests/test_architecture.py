"""The architecture: floors, homes of outside libraries, sizes. Each check first proves that it sees something."""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "talentpilot"

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"diagnostics", "escaping", "__init__"}),
    frozenset({"errors"}),
    frozenset({"model", "suggestions"}),
    frozenset({"analysis"}),
    frozenset({"rules", "i18n"}),
    frozenset({"store", "report", "exchange"}),
    frozenset({"services"}),
    frozenset({"cli", "api"}),
    frozenset({"__main__"}),
)
"""From the ground up: a room imports only from floors below its own, and from itself."""

FOR_TYPE_CHECKERS = frozenset(
    {
        ("__init__.py", "talentpilot.api.ledger"),
        ("__init__.py", "talentpilot.api.federation"),
        ("__init__.py", "talentpilot.api.new"),
        ("__init__.py", "talentpilot.services.new_ledger"),
        ("__init__.py", "talentpilot.services.new_pilot"),
        ("__init__.py", "talentpilot.services.ratings_import"),
        ("__init__.py", "talentpilot.services.recording.period_reports"),
        ("__init__.py", "talentpilot.services.recording.practices"),
    }
)
"""(file, module it imports): `talentpilot` loads the names of the API when they are asked for."""

CLOCK = "services/ledger.py"
"""The one module below the command line that asks the clock, in a function that a caller can replace."""

HOMES: dict[str, frozenset[str]] = {
    "typer": frozenset({"cli"}),
    "rich": frozenset({"cli", "exchange"}),
    "jinja2": frozenset({"report"}),
    "justhtml": frozenset({"report"}),
    "lxml": frozenset({"report"}),
    "typst": frozenset({"report"}),
    "pypandoc": frozenset({"report"}),
    "vl_convert": frozenset({"report"}),
    "yaml": frozenset({"store"}),
    "filelock": frozenset({"store"}),
    "icalendar": frozenset({"exchange"}),
    "openpyxl": frozenset({"exchange"}),
    "subprocess": frozenset({"store", "report"}),
    "click": frozenset(),
    "requests": frozenset(),
    "urllib.request": frozenset(),
    "http": frozenset(),
    "ssl": frozenset(),
    "socket": frozenset(),
}
"""Which rooms may import which library."""

MODULE_LINES = 450
SHORT_LINES = 40
FUNCTION_LINES = 40

FILES = sorted(SOURCE.rglob("*.py"))


def room(file: Path) -> str:
    first = file.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def label(file: Path) -> str:
    return file.relative_to(SOURCE).as_posix()


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imports(file: Path) -> tuple[str, ...]:
    return tuple(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if not node.module.startswith("talentpilot"):  # `from urllib import request`
                yield from (f"{node.module}.{name.name}" for name in node.names)


def floor_of(name: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if name in floor)


def upward_imports(file: Path) -> Iterator[str]:
    own = room(file)
    for name in imports(file):
        if name.split(".")[0] == "talentpilot":
            other = name.split(".")[1] if "." in name else "__init__"
            if other != own and floor_of(other) >= floor_of(own) and (label(file), name) not in FOR_TYPE_CHECKERS:
                yield name


def libraries_away_from_home(file: Path) -> Iterator[str]:
    for name in imports(file):
        for library, homes in HOMES.items():
            if (name == library or name.startswith(f"{library}.")) and room(file) not in homes:
                yield library


def test_every_room_has_a_floor() -> None:
    rooms = {path.name.removesuffix(".py") for path in SOURCE.iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms -= {"_schemas", "__pycache__"}
    assert rooms == set().union(*FLOORS)


@pytest.mark.parametrize("file", FILES, ids=label)
def test_imports_point_down_only(file: Path) -> None:
    found = set(upward_imports(file))
    assert not found, f"{label(file)} must not import {sorted(found)}"


@pytest.mark.parametrize("file", FILES, ids=label)
def test_libraries_stay_in_their_home(file: Path) -> None:
    found = set(libraries_away_from_home(file))
    assert not found, f"{label(file)} imports {sorted(found)}; see HOMES"


def test_the_checks_see_the_imports() -> None:
    seen = {library for file in FILES for name in imports(file) for library in HOMES if name.split(".")[0] == library}
    assert {"typer", "rich", "jinja2", "yaml", "subprocess"} <= seen
    assert any(name.startswith("talentpilot.analysis") for file in FILES for name in imports(file))


def import_graph() -> dict[str, set[str]]:
    """Return what each module imports while it is itself being imported: not inside functions, not for types only."""
    names = {module_name(file) for file in FILES}
    graph: dict[str, set[str]] = {}
    for file in FILES:
        own = module_name(file)
        found: set[str] = set()
        for node in nodes_at_import(parsed(file).body):
            if isinstance(node, ast.Import):
                found.update(item.name for item in node.names)
            elif isinstance(node, ast.ImportFrom):
                below = {f"{node.module}.{item.name}" for item in node.names} & names
                found |= below or {node.module or ""}
        graph[own] = (found & names) - {own}
    return graph


def module_name(file: Path) -> str:
    return ".".join(("talentpilot", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


def nodes_at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from nodes_at_import(node.orelse)
        elif isinstance(node, ast.If | ast.Try):
            yield from nodes_at_import([*node.body, *node.orelse])
        else:
            yield node


def test_no_modules_import_each_other() -> None:
    graph = import_graph()
    assert graph["talentpilot.analysis.status"] >= {"talentpilot.analysis.lifecycle", "talentpilot.analysis.maturity"}
    while leaves := [name for name, found in graph.items() if not found & graph.keys()]:
        for name in leaves:
            del graph[name]
    assert not graph, f"in an import circle, or above one: {sorted(graph)}"


def importers() -> Counter[str]:
    """How many modules import each, wherever they do."""
    found: Counter[str] = Counter()
    for file in FILES:
        nodes = [node for node in ast.walk(parsed(file)) if isinstance(node, ast.ImportFrom)]
        found.update({name for node in nodes for name in (node.module or "", *_submodules(node))})
    return found


def _submodules(node: ast.ImportFrom) -> Iterator[str]:
    yield from (f"{node.module}.{item.name}" for item in node.names)


def test_a_short_module_is_used_by_several() -> None:
    """A file of few lines for one importer is a slice of that one; commands, and files that mark a folder, are none."""
    used = importers()
    short = {
        module_name(file)
        for file in FILES
        if file.read_text(encoding="utf-8").count("\n") < SHORT_LINES
        and not file.name.startswith("__") and file.parent.name != "commands"
    }  # fmt: skip
    assert "talentpilot.escaping" in short
    assert sorted(name for name in short if used[name] < 2) == []


def test_a_class_name_is_defined_once() -> None:
    names = Counter(node.name for file in FILES for node in ast.walk(parsed(file)) if isinstance(node, ast.ClassDef))
    assert names["PilotFile"] == 1
    assert [name for name, count in names.items() if count > 1] == []


def long_functions(file: Path) -> Iterator[str]:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            document = ast.get_docstring(node, clean=False)
            length -= document.count("\n") if document else 0
            if length > FUNCTION_LINES:
                yield node.name


@pytest.mark.parametrize("file", FILES, ids=label)
def test_modules_and_functions_are_small(file: Path) -> None:
    assert file.read_text(encoding="utf-8").count("\n") <= MODULE_LINES
    found = set(long_functions(file))
    assert not found, f"{label(file)}: longer than {FUNCTION_LINES} lines: {sorted(found)}"


@pytest.mark.parametrize("file", FILES, ids=label)
def test_every_module_says_what_it_is(file: Path) -> None:
    assert ast.get_docstring(parsed(file))


def writes_to_terminal(file: Path) -> bool:
    streams = {"stdout", "stderr", "stdin"}
    return any(
        isinstance(node, ast.Attribute) and node.attr in streams and ast.unparse(node.value) == "sys"
        for node in ast.walk(parsed(file))
    )


def test_services_do_not_write_to_the_terminal() -> None:
    found = {label(file) for file in FILES if room(file) == "services" and writes_to_terminal(file)}
    assert any(writes_to_terminal(file) for file in FILES)
    assert not found, f"{sorted(found)}: return a value, and let the command line print"


def asks_the_clock(file: Path) -> bool:
    clocks = {"today", "now", "utcnow", "getenv", "cwd"}
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks
        for node in ast.walk(parsed(file))
    )


def prints(file: Path) -> bool:
    banned = {"print", "input", "exit", "breakpoint"}
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in banned
        for node in ast.walk(parsed(file))
    )


def test_nothing_but_the_command_line_prints_or_asks_the_clock() -> None:
    below = [file for file in FILES if room(file) not in ("cli", "__main__")]
    assert any(asks_the_clock(file) for file in FILES)
    assert [label(file) for file in below if prints(file)] == []
    assert [label(file) for file in below if asks_the_clock(file)] == [CLOCK]


def test_every_exception_is_defined_in_one_module() -> None:
    classes = {node.name for node in parsed(SOURCE / "errors.py").body if isinstance(node, ast.ClassDef)}
    assert "TalentpilotError" in classes
    elsewhere = [
        f"{label(file)}: {node.name}"
        for file in FILES
        if label(file) != "errors.py"
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in classes for base in node.bases)
    ]
    assert elsewhere == [], "define it in errors.py, where a user of the API finds it"
