"""Help of the commands: plain text in the language of the terminal, with every choice, default and an example."""

import os
import re
import shutil
from collections import UserDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

from talentpilot.cli.choice_words import chinese_name, choices
from talentpilot.cli.options import EVERYWHERE
from talentpilot.cli.session import terminal_language
from talentpilot.cli.usage_errors import UsageError, show_in
from talentpilot.diagnostics import Language

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": ("talentpilot validate", "talentpilot status --light red", "talentpilot report --period 2026Q3"),
    "init": ("talentpilot init books",),
    "new": ("talentpilot new --task titles-integrity --region 440000 --lead gd-hrss --unit gz-hrss",),
    "adjust": (
        'talentpilot adjust yx-titles-01 M3/due 2026-12-31 --reason "审批延期" --document 粤人社〔2026〕12号',
        "talentpilot adjust yx-titles-01 --kind suspension --reason TEXT",
    ),
    "decide": ("talentpilot decide yx-titles-01 A3 approved --date 2026-06-20",),
    "seal": ("talentpilot seal yx-titles-01", "talentpilot seal --all"),
    "fmt": ("talentpilot fmt --check", "talentpilot fmt --from gb18030"),
    "undo": ("talentpilot undo yx-titles-01 --dry-run", "talentpilot undo yx-titles-01"),
    "rename": ("talentpilot rename yx-titles-01 nj-titles-01",),
    "remove": ("talentpilot remove yx-titles-09 --dry-run",),
    "validate": (
        "talentpilot validate",
        "talentpilot validate --base origin/main --changed --format github",
        "talentpilot validate --select M,I01 --output findings.sarif",
    ),
    "explain": ("talentpilot explain M04", "talentpilot explain yx-titles-01/M3"),
    "diff": ("talentpilot diff HEAD~3..HEAD", "talentpilot diff --since 2026-06-30"),
    "status": (
        "talentpilot status",
        "talentpilot status yx-titles-01",
        "talentpilot status --output status.csv",
    ),
    "due": ("talentpilot due --within 30", "talentpilot due --output due.ics"),
    "list": ("talentpilot list filings", "talentpilot list incentives --output support.csv"),
    "report": ("talentpilot report --period 2026Q3 --lang both", "talentpilot report --period 2026Q3 --issue"),
    "evaluate": ("talentpilot evaluate", "talentpilot evaluate yx-titles-01"),
    "evaluate-report": (
        "talentpilot evaluate-report yx-titles-01/2026-midterm --lang both",
        "talentpilot evaluate-report --format pdf",
    ),
    "ratings": ("talentpilot ratings make yx-titles-01/2026-final --reviewers 3",),
    "ratings make": (
        "talentpilot ratings make yx-titles-01/2026-final --reviewers 3",
        "talentpilot ratings make yx-titles-01/2026-final --output sheets.xlsx",
    ),
    "ratings take": (
        "talentpilot ratings take sheets.xlsx",
        "talentpilot ratings take sheets.xlsx --type final --evaluator yx-eval --independent",
    ),
    "verify-report": ("talentpilot verify-report reports/2026Q2",),
    "schema": ("talentpilot schema pilot", "talentpilot schema --write"),
    "import": (
        "talentpilot import --suggest 台账.xlsx",
        "talentpilot import mapping.yaml 台账.xlsx --coverage coverage.csv",
    ),
    "record": ("talentpilot record done yx-titles-01/M3 --date 2026-04-28",),
    "record done": ("talentpilot record done yx-titles-01/M3 --date 2026-04-28 --evidence E4",),
    "record forecast": ("talentpilot record forecast yx-titles-01/M5 --date 2026-11-15 --reason 场地原因",),
    "record observe": (
        "talentpilot record observe yx-titles-01/I1 --value 63 --date 2026-09-30",
        "talentpilot record observe yx-titles-01/I3 --value 27 --period 2026Q3 --provisional",
    ),
    "record bottleneck": (
        "talentpilot record bottleneck yx-titles-01 --title 数据不通 --kind data --severity major --owner yx-hrss "
        "--needs ministry",
    ),
    "record resolve": ("talentpilot record resolve yx-titles-01/B1 --resolution 已开通接口 --evidence E4",),
    "record acceptance": ("talentpilot record acceptance yx-titles-01/B1 --by gd-hrss",),
    "record reopen": ("talentpilot record reopen yx-titles-01/B1 --reason 问题再次出现",),
    "record report": ("talentpilot record report yx-titles-01 --period 2026Q3 --progress 评审系统上线",),
    "record evidence": ("talentpilot record evidence yx-titles-01 minutes.pdf --title 专题会议纪要 --kind minutes",),
    "record verify": ("talentpilot record verify yx-titles-01/E3 --by yx-hrss --method original_seen",),
    "record practice": (
        "talentpilot record practice yx-titles-01 --title 数字化评审 --kind platform",
        "talentpilot record practice yx-titles-01/P1 --stage promoted --by yx-hrss --document 云人社发〔2026〕12号",
    ),
    "record adoption": ("talentpilot record adoption yx-titles-01/P1 --org gd-hrss --date 2026-06-30",),
    "record incentive": (
        "talentpilot record incentive yx-titles-01 --kind funding --grantor yx-hrss --title 专项经费 --amount 300000",
    ),
    "record publicity": ("talentpilot record publicity yx-titles-01 --channel national --title 试点经验报道",),
    "templates": ("talentpilot templates list",),
    "templates list": ("talentpilot templates list --output templates.csv",),
    "templates copy": ("talentpilot templates copy quarterly",),
    "templates trust": ("talentpilot templates trust",),
    "export": ("talentpilot export xlsx",),
    "export xlsx": ("talentpilot export xlsx --table bottlenecks --open --output bottlenecks.xlsx",),
    "export csv": ("talentpilot export csv --period 2026Q3",),
    "export data": ("talentpilot export data --edition public",),
    "return": ("talentpilot return make --period 2026Q3",),
    "return make": ("talentpilot return make --period 2026Q3 --unit yx-hrss",),
    "return take": ("talentpilot return take returned --dry-run", "talentpilot return take returned"),
    "return list": ("talentpilot return list --period 2026Q3",),
    "federation": ("talentpilot federation status",),
    "federation lock": ("talentpilot federation lock",),
    "federation status": ("talentpilot federation status --output ledgers.csv",),
}
"""By command, without the program's name."""


_WIDEST, _NARROWEST = 100, 60
_NAMES = 24
"""Columns of the names; a longer name has its text on the next line."""
_PIECE = "[ -~…–’]+? |(?:[ -~…–’]+|.)[，。；：、）”？》]*"
"""A piece that is never broken over two lines: an English word, or a Chinese character with closing marks."""
_TYPED = "talentpilot.typed"
"""Where the context of the program keeps the words of the command line."""
_ARGUMENTS = "Arguments"
_OPTIONS = "Options"
_COMMANDS = "Commands"


class HelpfulCommand(TyperCommand):
    """A command whose help is written here."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage line, arguments without the braces that Typer puts around them."""
        return [re.sub("[{}]", "", piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the command."""
        formatter.write(help_text(self, ctx))


class LazyCommands(UserDict[str, Any]):
    """Commands by name, each made when it is first asked for."""

    def __getitem__(self, name: str) -> Any:
        made = self.data[name]
        if not isinstance(made, TyperCommand | TyperGroup):
            made = self.data[name] = made()
        return made


class HelpfulGroup(TyperGroup):
    """A command with others below it, whose help is written here."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, without making any."""
        del ctx
        return list(self.commands)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Return the context of the command; report mistakes in its options in the language of the help."""
        with _mistakes_in_language(_language(args if parent is None else parent.meta[_TYPED])):
            return super().make_context(info_name, args, parent=parent, **extra)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options; keep what was typed, since the help is printed before --lang is read."""
        ctx.meta.setdefault(_TYPED, tuple(args))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; report mistakes in the options of those below it in the same way."""
        with _mistakes_in_language(_language(ctx.meta[_TYPED])):
            return super().invoke(ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of the command and list those below it."""
        formatter.write(help_text(self, ctx))


@contextmanager
def _mistakes_in_language(language: Language) -> Iterator[None]:
    try:
        yield
    except UsageError as problem:
        show_in(problem, language)
        raise


def help_text(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    """Return the help of a command in the language of `--lang` before it, or of the terminal."""
    page = _Page(_language(ctx.meta[_TYPED]), _width())
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    lines = [f"{page.text('Usage')}: {usage}", "", *page.wrapped(page.text(" ".join((command.help or "").split())), 0)]
    for title, rows in _sections(command, ctx, page):
        lines += ["", f"{page.text(title)}:"]
        for names, text in rows:
            lines += page.row(names, text)
    examples = EXAMPLES.get(" ".join(ctx.command_path.split()[1:]), ())
    if examples:
        lines += ["", f"{page.text('Examples')}:", *(f"  {example}" for example in examples)]
    return "\n".join(lines) + "\n"


def _language(arguments: Sequence[str]) -> Language:
    """Return the language of the help, which is printed before the options are read."""
    for before, word in zip(("", *arguments), arguments, strict=False):
        value = word if before == "--lang" else word.removeprefix("--lang=")
        if value in ("zh", "en") and (before == "--lang" or value != word):
            return "zh" if value == "zh" else "en"
    return terminal_language()


def _width() -> int:
    stated = os.environ.get("TERMINAL_WIDTH", "")
    columns = int(stated) if stated.isdigit() else shutil.get_terminal_size().columns
    return max(_NARROWEST, min(columns, _WIDEST))


class _Page:
    """Lines in one language, as wide as the terminal."""

    def __init__(self, language: Language, width: int) -> None:
        self.language = language
        self.width = width

    def text(self, template: str, **values: object) -> str:
        if self.language == "en":
            return template.format_map(values) if values else template
        from talentpilot.i18n.translator import translator_for

        return translator_for(self.language).text(template, **values)

    def row(self, names: str, text: str) -> Iterator[str]:
        """Yield names with their explanation beside or below them."""
        lines = self.wrapped(text, _NAMES + 2)
        head = f"  {names}"
        if len(head) <= _NAMES and lines:
            yield f"{head:<{_NAMES + 2}}{lines.pop(0).strip()}"
        else:
            yield head
        yield from lines

    def wrapped(self, text: str, indent: int) -> list[str]:
        """Break a text into lines as wide as the page, Chinese between any two characters, English between words."""
        lines, line, room = [], "", self.width - indent
        for piece in re.findall(_PIECE, text):
            if line and _cells(line) + _cells(piece.rstrip()) > room:
                lines.append(" " * indent + line.rstrip())
                line = ""
            line += piece
        return [*lines, " " * indent + line.rstrip()] if line.strip() else lines


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


Row = tuple[str, str]


def _sections(command: TyperCommand | TyperGroup, ctx: Any, page: _Page) -> Iterable[tuple[str, list[Row]]]:
    """Return the arguments, the commands and the options by panel; the options that every command takes stand last."""
    sections: dict[str, list[Row]] = {_ARGUMENTS: [], _OPTIONS: []}
    for param in command.get_params(ctx):
        if getattr(param, "hidden", False):
            continue
        usual = _ARGUMENTS if param.param_type_name == "argument" else _OPTIONS
        panel = getattr(param, "rich_help_panel", None) or usual
        sections.setdefault(panel, []).append((_names(param), _explained(param, page)))
    if isinstance(command, TyperGroup):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None and not below.hidden:
                panel = getattr(below, "rich_help_panel", None) or _COMMANDS
                first = page.text(" ".join((below.help or "").split()))
                sections.setdefault(panel, []).append((name, first))
    shared = sections.pop(EVERYWHERE, [])
    return [(title, rows) for title, rows in (*sections.items(), (EVERYWHERE, shared)) if rows]


def _names(param: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    names = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    if param.is_flag or param.count:
        return names
    return f"{names} {param.metavar or param.name.rstrip('_').upper()}"


def _explained(param: Any, page: _Page) -> str:
    """Return the help of a parameter, its choices, and its default."""
    parts = [page.text(param.help or "")]
    kind = param.type_descriptor.annotation
    known = choices(kind)
    if known:
        shown = "、".join(map(partial(_choice, param.name, kind), known)) if page.language == "zh" else ", ".join(known)
        parts.append(page.text("One of: {choices}.", choices=shown))
    if param.required and param.param_type_name == "option":
        parts.append(page.text("Required."))
    default = getattr(param.default, "value", param.default)
    if isinstance(default, str | int | Path) and default and not isinstance(default, bool):
        parts.append(page.text("Default: {default}.", default=default))
    return ("" if page.language == "zh" else " ").join(part for part in parts if part)


def _choice(parameter: str, kind: Any, code: str) -> str:
    name = chinese_name(parameter, kind, code)
    return f"{code}（{name}）" if name else code
