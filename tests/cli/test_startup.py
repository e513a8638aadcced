"""Start-up: a command imports only what it needs, so that `--help` and completion stay quick."""

import subprocess
import sys

HEAVY = (
    "pydantic",
    "jinja2",
    "rich.table",
    "yaml",
    "polib",
    "icalendar",
    "typst",
    "talentpilot.rules",
    "talentpilot.model.base",
)


def loaded(code: str) -> set[str]:
    """The heavy modules that are loaded after running some code in a fresh interpreter."""
    script = f"{code}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


def test_the_check_sees_what_is_loaded() -> None:
    assert "yaml" in loaded("import yaml")


def test_the_version_is_said_before_anything_is_imported() -> None:
    code = "import sys\nfrom talentpilot.cli.main import main\nmain(['--version'])\nassert 'typer' not in sys.modules"
    assert loaded(code) == set()


def test_the_list_of_commands_needs_neither_models_nor_rules() -> None:
    code = "from talentpilot.cli.main import main\nmain(['--help'])"
    assert loaded(code) == set()


def test_status_needs_no_rules_and_no_templates() -> None:
    code = "from talentpilot.cli.main import main\nmain(['status', '--root', 'tests/sound', '--format', 'json'])"
    assert loaded(code) & {"talentpilot.rules", "jinja2", "polib", "rich.table"} == set()


def test_the_end_of_a_command_takes_nothing_apart() -> None:
    """Exit handlers run before Python's last collection, which must have nothing left to look through."""
    code = """
import atexit, gc, sys
from talentpilot.cli.main import run
sys.argv[1:] = ["explain", "M04"]
atexit.register(lambda: print(gc.get_freeze_count() > 10_000))
run()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[-2] == "True"
