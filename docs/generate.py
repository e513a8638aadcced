"""Writes the generated parts of the documentation: rule pages, commands, fields, and the outputs in the READMEs.

    python docs/generate.py           writes them
    python docs/generate.py --check   says which would change, and exits with 1 then

A block between `<!-- output: COMMAND -->` and `<!-- end -->` is what that command prints over the ledger at the root of
this repository; `<!-- file: PATH -->` shows a file, `<!-- file: PATH 3-9 -->` some of its lines.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

ROOT = Path(__file__).parent.parent
os.environ |= {"COLUMNS": "118", "TERM": "dumb", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "TERMINAL_WIDTH": "100"}
for _name in ("GITHUB_ACTIONS", "FORCE_COLOR", "PY_COLORS"):
    os.environ.pop(_name, None)

from pydantic import BaseModel
from python_results import results_page
from template_data import template_data_page

from talentpilot.cli.app import COMMANDS, FAMILIES
from talentpilot.cli.main import main as talentpilot
from talentpilot.exchange.schema import KINDS
from talentpilot.model.base import Record
from talentpilot.model.descriptions import meaning_of
from talentpilot.rules import ALL_RULES
from talentpilot.rules.rule import Rule

BLOCK = re.compile(r"(<!-- (output|file|mistakes|rules)(?:: (.+?))? -->\n).*?(<!-- end -->)", re.DOTALL)
MISTAKES = (
    ("yx-titles-02/milestones.yaml", "due: 2026-08-31", "due: 2026-10-31"),
    ("yx-services-01/pilot.yaml", "raised: 2026-", "raised: 2026/"),
)
"""What the tour's clerk does to a copy of the example: (file, text there, text instead)."""
NOTE = "<!-- Written by `make docs`; do not edit. -->\n"


def output_of(command: str) -> str:
    """What a command prints over this repository's ledger, with its exit code where it is not 0."""
    stream = io.StringIO()
    words = shlex.split(command)[1:]
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream), contextlib.chdir(ROOT):
        code = talentpilot(words)
    text = "\n".join(line.rstrip() for line in stream.getvalue().strip("\n").split("\n"))
    return text + (f"\n$ echo $?\n{code}" if code else "")


def mistakes(options: str) -> str:
    """What `validate` says, with these options, of a copy of this ledger into which mistakes were made."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("programme.yaml", "catalogue.yaml"):
            shutil.copy(ROOT / name, copy)
        shutil.copytree(ROOT / "pilots", copy / "pilots")
        for name, there, instead in MISTAKES:
            file = copy / "pilots" / name
            text = file.read_text(encoding="utf-8")
            if there not in text:
                raise SystemExit(f"docs/generate.py: {there!r} stands no more in {name}")
            file.write_text(text.replace(there, instead, 1), encoding="utf-8")
        return output_of(f"talentpilot validate --root {folder} {options}")


def fill_blocks(text: str) -> str:
    """The text with every block written anew."""

    def write(match: re.Match[str]) -> str:
        head, kind, what, end = match.groups()
        if kind == "mistakes":
            options = f"--as-of 2026-09-30 --quiet{f' {what}' if what else ''}"
            return f"{head}```console\n$ talentpilot validate {options}\n{mistakes(options)}\n```\n{end}"
        if kind == "output":
            return f"{head}```console\n$ {what}\n{output_of(what)}\n```\n{end}"
        if kind == "rules":
            return f"{head}{rules_table(what)}\n{end}"
        path, _, span = what.partition(" ")
        lines = (ROOT / path).read_text(encoding="utf-8").split("\n")
        if span:
            first, last = map(int, span.split("-"))
            lines = lines[first - 1 : last]
        return f"{head}```yaml\n" + "\n".join(lines).strip("\n") + f"\n```\n{end}"

    return BLOCK.sub(write, text)


def rules_table(family: str) -> str:
    """Return the table of the rules whose ids begin with that letter."""
    rows = [
        f"| {rule.id} | {rule.severity}{' †' if rule.by_clock else ''} | {rule.page.summary} |"
        for rule in ALL_RULES
        if rule.id.startswith(family)
    ]
    return "\n".join(("| id | severity | catches |", "|---|---|---|", *rows))


def rules_page() -> str:
    """docs/rules.md: every rule with its page."""
    parts = [
        "# Rules\n",
        NOTE,
        "`talentpilot explain M04` prints one of these pages. Severities: error, warning, info; † marks rules",
    ]
    parts[-1] += " that the passing of days alone can bring.\n"
    parts.append("| id | name | severity | catches |\n|---|---|---|---|")
    parts += [
        f"| [{r.id}](#{r.id.lower()}) | {r.name} | {r.severity}{' †' if r.by_clock else ''} | {r.page.summary} |"
        for r in ALL_RULES
    ]
    return "\n".join(parts) + "\n" + "".join(rule_section(rule) for rule in ALL_RULES)


def rule_section(rule: Rule) -> str:
    """One rule."""
    page = rule.page
    why = f"\n{page.why}\n" if page.why else ""
    return (
        f'\n<a id="{rule.id.lower()}"></a>\n\n## {rule.id} {rule.name}\n\n{page.summary}\n{why}'
        f"\nBad:\n\n```yaml\n{page.bad}\n```\n\nGood:\n\n```yaml\n{page.good}\n```\n"
    )


def commands_page() -> str:
    """docs/commands.md: the help of every command."""
    parts = ["# Commands\n", NOTE, f"```text\n{output_of('talentpilot --help')}\n```\n"]
    names = [entry.name for entry in COMMANDS]
    for family in FAMILIES:
        names += [family.name, *(f"{family.name} {entry.name}" for entry in family.members)]
    parts += [f"## {name}\n\n```text\n{output_of(f'talentpilot {name} --help')}\n```\n" for name in names]
    return "\n".join(parts)


def fields_page() -> str:
    """docs/fields.md: every field of every file."""
    parts = [
        "# Fields\n",
        NOTE,
        "Every field of the six kinds of file. An empty default means that the field may be left out.\n",
    ]
    for kind in KINDS:
        parts.append(f"## {kind.place}\n")
        parts += [record_table(record, at) for at, record in records_below(kind.model, "")]
    return "\n".join(parts)


def records_below(model: type[Record], at: str) -> Iterator[tuple[str, type[Record]]]:
    """A record and those inside it, with the path to each."""
    yield at, model
    for name, info in model.model_fields.items():
        inner, many = inner_record(info.annotation)
        if inner is not None:
            key = info.alias or name
            yield from records_below(inner, f"{at}.{key}".lstrip(".") + ("[]" if many else ""))


def inner_record(annotation: Any) -> tuple[type[Record] | None, bool]:
    """The record a field holds, if any, and whether it holds many."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation, False
    many = get_origin(annotation) is tuple
    found = next((inner for part in get_args(annotation) if (inner := inner_record(part)[0]) is not None), None)
    return found, many


def record_table(record: type[Record], at: str) -> str:
    """The fields of one record."""
    title = f"### {at}\n\n" if at else ""
    document = " ".join((record.__doc__ or "").split())
    rows = ["| field | means | required | default |", "|---|---|---|---|"]
    for name, info in record.model_fields.items():
        default = "" if info.is_required() else shown_default(info.get_default(call_default_factory=False))
        field, required = info.alias or name, "yes" if info.is_required() else ""
        rows.append(f"| {field} | {meaning_of(record, field)} | {required} | {default} |")
    return f"{title}{document}\n\n" + "\n".join(rows) + "\n"


def shown_default(value: Any) -> str:
    """A default as it would be written."""
    if value is None or value == () or isinstance(value, BaseModel) or "Undefined" in type(value).__name__:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file with its text."""
    yield ROOT / "docs" / "rules.md", rules_page()
    yield ROOT / "docs" / "commands.md", commands_page()
    yield ROOT / "docs" / "fields.md", fields_page()
    yield ROOT / "docs" / "template-data.md", template_data_page(NOTE)
    yield ROOT / "docs" / "python-results.md", results_page(NOTE)
    for name in (
        "README.md",
        "README.zh.md",
        "docs/ci.md",
        "docs/import.md",
        "docs/import.zh.md",
        "docs/spec/rules.md",
    ):
        file = ROOT / name
        if file.is_file():
            yield file, fill_blocks(file.read_text(encoding="utf-8"))


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    stale = [(file, text) for file, text in pages() if not file.is_file() or file.read_text(encoding="utf-8") != text]
    for file, text in stale:
        if "--check" not in arguments:
            file.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
