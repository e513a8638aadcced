"""The house: floors, homes of outside libraries, sizes of rooms. Each check first proves that it sees something."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "talentpilot"

FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "diagnostics", "__init__"}),
    frozenset({"model", "suggestions"}),
    frozenset({"analysis"}),
    frozenset({"rules", "language"}),
    frozenset({"store", "report", "exchange"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
"""From the ground up: a room imports only from floors below its own, and from itself."""

HOMES: dict[str, frozenset[str]] = {
    "typer": frozenset({"cli"}),
    "rich": frozenset({"cli"}),
    "jinja2": frozenset({"report"}),
    "typst": frozenset({"report"}),
    "pypandoc": frozenset({"report"}),
    "vl_convert": frozenset({"report"}),
    "yaml": frozenset({"store"}),
    "icalendar": frozenset({"exchange"}),
    "openpyxl": frozenset({"exchange"}),
    "polib": frozenset({"language"}),
    "subprocess": frozenset({"store", "report"}),
    "click": frozenset(),
    "requests": frozenset(),
    "urllib.request": frozenset(),
    "socket": frozenset(),
}
"""Which rooms may import which library."""

MODULE_LINES = 300
FUNCTION_LINES = 40

FILES = sorted(SOURCE.rglob("*.py"))


def room(file: Path) -> str:
    first = file.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def floor_of(name: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if name in floor)


def test_the_rooms_that_the_floors_name_are_exactly_those_there_are() -> None:
    there = {path.name.removesuffix(".py") for path in SOURCE.iterdir() if path.suffix == ".py" or path.is_dir()}
    data = {"py.typed", "_schemas", "__pycache__"}
    assert set().union(*FLOORS) == there - data


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_imports_point_down_only(file: Path) -> None:
    own = room(file)
    for name in imports(file):
        if not name.startswith("talentpilot"):
            continue
        other = name.split(".")[1] if "." in name else "__init__"
        if other != own:
            assert floor_of(other) < floor_of(own), f"{file}: {own} must not import {name}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_outside_libraries_stay_in_their_home(file: Path) -> None:
    for name in imports(file):
        for library, homes in HOMES.items():
            if name == library or name.startswith(f"{library}."):
                assert room(file) in homes, f"{file} imports {name}; its home is {sorted(homes)}"


def test_the_checks_see_the_imports_there_are() -> None:
    seen = {library for file in FILES for name in imports(file) for library in HOMES if name.split(".")[0] == library}
    assert {"typer", "rich", "jinja2", "yaml", "polib", "subprocess"} <= seen
    assert any(name.startswith("talentpilot.analysis") for file in FILES for name in imports(file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_rooms_are_small(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            document = ast.get_docstring(node, clean=False)
            length -= document.count("\n") if document else 0
            assert length <= FUNCTION_LINES, f"{file}:{node.lineno} {node.name} has {length} lines"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_every_room_says_what_it_is(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def test_nothing_but_the_command_line_prints_or_asks_the_clock() -> None:
    banned = {"print", "input", "exit", "breakpoint"}
    clocks = {"today", "now", "utcnow", "getenv", "cwd"}
    for file in FILES:
        if room(file) in ("cli", "__main__"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
                assert not (isinstance(called, ast.Name) and name in banned), f"{file}:{node.lineno} {name}"
                assert not (isinstance(called, ast.Attribute) and name in clocks), f"{file}:{node.lineno} {name}"
