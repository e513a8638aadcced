"""Turn functions into Typer commands: shared options in, exit codes and error messages out."""

import functools
import inspect
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import typer

from talentpilot import __version__
from talentpilot.cli import options
from talentpilot.cli.choice_words import spoken
from talentpilot.cli.completion import completed
from talentpilot.cli.session import ExitCode, Session
from talentpilot.diagnostics import Language, Message
from talentpilot.errors import (
    DocumentStopped,
    NothingToCheck,
    StorageProblem,
    TalentpilotError,
    UsageProblem,
    system_reason,
)

P = ParamSpec("P")

_SHARED: tuple[tuple[str, Any, Any], ...] = (
    ("root", options.Root, None),
    ("as_of", options.AsOf, None),
    ("color", options.Color, None),
    ("quiet", options.Quiet, False),
    ("verbose", options.Verbose, False),
    ("rev", options.Rev, None),
    ("lang", options.Lang, None),
)
"""(parameter, type, default) of the options that every command takes, in the order of the fields of `Session`."""

_GROUPS = "talentpilot.groups"
"""Where the context keeps the groups of options that stand before a command."""

READ_THE_PAST = frozenset(
    (
        "diff",
        "due",
        "evaluate",
        "evaluate_report",
        "explain",
        "list_facts",
        "export_csv",
        "export_data",
        "export_xlsx",
        "make_sheets",
        "report",
        "return_list",
        "return_make",
        "status",
        "validate",
    )
)
"""The commands that can read an earlier revision; to the others --rev is a mistake, never ignored."""


def session_command(function: Callable[Concatenate[Session, P], ExitCode]) -> Callable[..., None]:
    """Make a Typer command of a function: give it the shared options, return its exit code, report what goes wrong."""

    reads_the_past = function.__name__ in READ_THE_PAST
    groups = groups_of(function)
    given = list(expanded(list(inspect.signature(function).parameters.values())[1:]))
    writes_reports = any(item.name == "language" for item in given)

    @functools.wraps(function)
    def command(ctx: typer.Context, **arguments: Any) -> None:
        session = _session(ctx, arguments)
        if writes_reports and _is_given(ctx, "language"):
            session = _speaking(session, arguments["language"])

        def work(session: Session) -> ExitCode:
            if session.rev_option is not None and not reads_the_past:
                return _refuse_past(session)
            meant, read = _as_meant(session, function.__name__, given, arguments)
            values = gathered(groups, read, ctx.meta.get(_GROUPS, {}))
            run: Callable[..., ExitCode] = function
            return run(meant, **values)

        raise typer.Exit(guarded(work, session))

    parameters = [*given, *_shared(rev=reads_the_past, lang=not writes_reports)]
    return _signed(command, [spoken(completed(item, function.__name__)) for item in parameters])


def _as_meant(
    session: Session, command: str, parameters: list[inspect.Parameter], arguments: dict[str, Any]
) -> tuple[Session, dict[str, Any]]:
    """Return the session and the arguments with codes, ids and canonical days in place of what was typed."""
    from talentpilot.cli.argument_reader import ArgumentReader

    typed = ArgumentReader(session, command)
    if session.as_of_option is not None:
        session = session._replace(as_of_option=typed.day(session.as_of_option))
        typed = ArgumentReader(session, command)
    return session, typed.read(parameters, arguments)


def family_callback(family: typer.Typer, group: type | None) -> None:
    """Let a command that has others below it take the shared options, and those of a group, for what follows."""

    def keep(ctx: typer.Context, **arguments: Any) -> None:
        ctx.obj = _session(ctx, arguments)
        if group is not None:
            ctx.meta[_GROUPS] = {group: group(**arguments)}

    own = options_of(group) if group else ()
    family.callback()(_signed(keep, [*own, *map(spoken, _shared(rev=False, lang=True))]))


def _session(ctx: typer.Context, arguments: dict[str, Any]) -> Session:
    """Take the shared options out of the arguments; those given before the command fill in what is missing."""
    given = Session(*(arguments.pop(key, default) for key, _, default in _SHARED))
    return given.over(ctx.obj if isinstance(ctx.obj, Session) else Session())


def _is_given(ctx: typer.Context, option: str) -> bool:
    source = ctx.get_parameter_source(option)
    return source is not None and source.name != "DEFAULT"


def _speaking(session: Session, reports: object) -> Session:
    """Return the session of a command whose --lang is also the language of the reports, which may be both."""
    return session._replace(language_option="zh" if reports == "zh" else "en") if reports in ("zh", "en") else session


def _shared(*, rev: bool, lang: bool) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, annotation, default in _SHARED
        if (name != "rev" or rev) and (name != "lang" or lang)
    ]


def _signed(command: Callable[..., None], options_: list[inspect.Parameter]) -> Callable[..., None]:
    """Return the command with the signature from which Typer makes its options.

    Typer reads signatures and knows no groups of options, so what it shall read is written here, and nowhere else.
    """
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    parameters = [context, *options_]
    vars(command).pop("__wrapped__", None)
    vars(command)["__signature__"] = inspect.Signature(parameters)
    command.__annotations__ = {item.name: item.annotation for item in parameters}
    return command


def guarded(function: Callable[..., ExitCode], session: Session, **arguments: Any) -> ExitCode:
    """Run a command; whatever it raises becomes a message and an exit code, never a traceback on the screen."""
    try:
        code = function(session, **arguments)
        sys.stdout.flush()
        return code
    except TalentpilotError as problem:
        return _say(session, problem, _code_of(problem))
    except BrokenPipeError:
        # The reader has gone: what is left must not be flushed at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.PIPE_CLOSED
    except KeyboardInterrupt:
        return _say(session, TalentpilotError("interrupted; nothing is half written"), ExitCode.INTERRUPTED)
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except OSError as problem:
        where = problem.filename or Message("the disk")
        refusal = TalentpilotError("{where}: {why}", where=where, why=system_reason(problem))
        return _say(session, refusal, ExitCode.STORAGE)
    except MemoryError:
        pass  # what filled it is let go with this block
    except Exception as problem:  # noqa: BLE001 - the one place where a bug is met
        return _report_bug(session, problem)
    return _say(session, TalentpilotError("not enough memory"), ExitCode.STORAGE)


def _code_of(problem: TalentpilotError) -> ExitCode:
    if isinstance(problem, NothingToCheck):
        return ExitCode.NOTHING
    if isinstance(problem, StorageProblem):
        return ExitCode.STORAGE
    return ExitCode.FINDINGS if isinstance(problem, DocumentStopped) else ExitCode.USAGE


def _refuse_past(session: Session, **_: Any) -> ExitCode:
    raise UsageProblem(
        "--rev {revision}: this command does not read an earlier revision",
        help="leave it out",
        revision=session.rev_option,
    )


def error_text(problem: TalentpilotError, language: Language) -> str:
    """Return the message and the help of an error in that language."""
    from talentpilot.i18n.translator import translator_for

    say = translator_for(language)
    text, advice = say.said(problem.message), say.said(problem.help)
    return f"{text}\n  {say.text('help: {advice}', advice=advice)}" if advice else text


def _say(session: Session, problem: TalentpilotError, code: ExitCode) -> ExitCode:
    sys.stderr.write(f"talentpilot: {error_text(problem, session.language)}\n")
    return code


def _report_bug(session: Session, problem: Exception) -> ExitCode:
    frames = traceback.extract_tb(problem.__traceback__)
    trail = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames[-6:]))
    python = ".".join(map(str, sys.version_info[:3]))
    bug = TalentpilotError(
        "a bug in talentpilot, not in your ledger: {error}\n"
        "  where: {trail}\n"
        "  please report these lines, with: talentpilot {version}, Python {python}, {platform}",
        error=f"{type(problem).__name__}: {problem}",
        trail=trail,
        version=__version__,
        python=python,
        platform=sys.platform,
    )
    return _say(session, bug, ExitCode.BUG)


Groups = Mapping[type, Any]
"""What was given before the command, by group."""


def groups_of(function: Callable[..., Any]) -> dict[str, type]:
    """Return the groups that a command takes, by the name of the parameter, without the session."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {item.name: item.annotation for item in parameters if is_group(item.annotation)}


def is_group(annotation: object) -> bool:
    """Return whether the type of a parameter is a group of options."""
    return isinstance(annotation, type) and is_dataclass(annotation)


def expanded(parameters: list[inspect.Parameter]) -> Iterator[inspect.Parameter]:
    """Yield the parameters with the options of each group in its place, all of them by keyword."""
    for item in parameters:
        if is_group(item.annotation):
            yield from options_of(item.annotation)
        else:
            yield item.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def options_of(group: type) -> Iterator[inspect.Parameter]:
    """Yield the options of one group as parameters."""
    for item in fields(group):
        yield inspect.Parameter(
            item.name, inspect.Parameter.KEYWORD_ONLY, default=_default(item), annotation=item.type
        )  # fmt: skip


def gathered(groups: Mapping[str, type], arguments: dict[str, Any], outer: Groups) -> dict[str, Any]:
    """Return the arguments with the options of each group as one value; `outer` fills in what is missing."""
    values = {name: _one(group, arguments, outer.get(group)) for name, group in groups.items()}
    return {**arguments, **values}


def _one(group: type, arguments: dict[str, Any], outer: Any) -> Any:
    given = {item.name: arguments.pop(item.name) for item in fields(group)}
    if outer is None:
        return group(**given)
    said = {item.name: given[item.name] for item in fields(group) if given[item.name] != _default(item)}
    return replace(outer, **said)


def _default(item: "Field[Any]") -> Any:
    return inspect.Parameter.empty if item.default is MISSING else item.default
