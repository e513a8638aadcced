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
from talentpilot.cli.completion import completed
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import NothingToCheck, StorageProblem, TalentpilotError, UsageProblem

P = ParamSpec("P")

_SHARED: tuple[tuple[str, Any, Any], ...] = (
    ("root", options.Root, None),
    ("as_of", options.AsOf, None),
    ("color", options.Color, None),
    ("quiet", options.Quiet, False),
    ("verbose", options.Verbose, False),
    ("rev", options.Rev, None),
)

_GROUPS = "talentpilot.groups"
"""Where the context keeps the groups of options that stand before a command."""

READ_THE_PAST = frozenset(("diff", "due", "evaluate", "explain", "report", "status", "validate"))
"""The commands that can read an earlier revision; to the others --rev is a mistake, never ignored."""


def session_command(function: Callable[Concatenate[Session, P], ExitCode]) -> Callable[..., None]:
    """Make a Typer command of a function: gives it the shared options, takes its exit code, mends its accidents."""

    reads_the_past = function.__name__ in READ_THE_PAST
    groups = groups_of(function)

    @functools.wraps(function)
    def command(ctx: typer.Context, **arguments: Any) -> None:
        session = _session(ctx, arguments)
        given = gathered(groups, arguments, ctx.meta.get(_GROUPS, {}))
        work = function if session.rev_option is None or reads_the_past else _refuse_past
        raise typer.Exit(guarded(work, session, **given))

    own = list(inspect.signature(function).parameters.values())[1:]
    parameters = [*expanded(own), *_shared(rev=reads_the_past)]
    return _signed(command, [completed(item, function.__name__) for item in parameters])


def family_callback(family: typer.Typer, group: type | None) -> None:
    """Let a command that has others below it take the shared options, and those of a group, for what follows."""

    def keep(ctx: typer.Context, **arguments: Any) -> None:
        ctx.obj = _session(ctx, arguments)
        if group is not None:
            ctx.meta[_GROUPS] = {group: group(**arguments)}

    family.callback()(_signed(keep, [*(options_of(group) if group else ()), *_shared(rev=False)]))


def _session(ctx: typer.Context, arguments: dict[str, Any]) -> Session:
    """The shared options, taken out of the arguments; with those given before the command where these are silent."""
    given = Session(*(arguments.pop(key, default) for key, _, default in _SHARED))
    return given.over(ctx.obj if isinstance(ctx.obj, Session) else Session())


def _shared(*, rev: bool) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, annotation, default in _SHARED
        if name != "rev" or rev
    ]


def _signed(command: Callable[..., None], options_: list[inspect.Parameter]) -> Callable[..., None]:
    """The command with the signature from which Typer makes its options."""
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
    except NothingToCheck as problem:
        return _say(problem, ExitCode.NOTHING)
    except StorageProblem as problem:
        return _say(problem, ExitCode.STORAGE)
    except TalentpilotError as problem:
        return _say(problem, ExitCode.USAGE)
    except BrokenPipeError:
        # Nobody reads on: what is left must not be flushed at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.PIPE_CLOSED
    except KeyboardInterrupt:
        return _say("interrupted; nothing is half written", ExitCode.INTERRUPTED)
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except OSError as problem:
        return _say(f"{problem.filename or 'the disk'}: {problem.strerror or problem}", ExitCode.STORAGE)
    except Exception as problem:  # noqa: BLE001 - the one place where a bug is met
        return _report_bug(problem)


def _refuse_past(session: Session, **_: Any) -> ExitCode:
    raise UsageProblem(
        f"--rev {session.rev_option}: this command does not read an earlier revision\n  help: leave it out"
    )


def _say(problem: object, code: ExitCode) -> ExitCode:
    sys.stderr.write(f"talentpilot: {problem}\n")
    return code


def _report_bug(problem: Exception) -> ExitCode:
    frames = traceback.extract_tb(problem.__traceback__)
    trail = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames[-6:]))
    python = ".".join(map(str, sys.version_info[:3]))
    return _say(
        f"a bug in talentpilot, not in your ledger: {type(problem).__name__}: {problem}\n"
        f"  where: {trail}\n"
        f"  please report these lines, with: talentpilot {__version__}, Python {python}, {sys.platform}",
        ExitCode.BUG,
    )


Groups = Mapping[type, Any]
"""What was given before the command, by group."""


def groups_of(function: Callable[..., Any]) -> dict[str, type]:
    """The groups that a command takes, by the name of the parameter; the session is none."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {item.name: item.annotation for item in parameters if is_group(item.annotation)}


def is_group(annotation: object) -> bool:
    """Whether the type of a parameter is a group of options."""
    return isinstance(annotation, type) and is_dataclass(annotation)


def expanded(parameters: list[inspect.Parameter]) -> Iterator[inspect.Parameter]:
    """The parameters with the options of each group in its place, all of them by keyword."""
    for item in parameters:
        if is_group(item.annotation):
            yield from options_of(item.annotation)
        else:
            yield item.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def options_of(group: type) -> Iterator[inspect.Parameter]:
    """The options of one group as parameters."""
    for item in fields(group):
        yield inspect.Parameter(
            item.name, inspect.Parameter.KEYWORD_ONLY, default=_default(item), annotation=item.type
        )  # fmt: skip


def gathered(groups: Mapping[str, type], arguments: dict[str, Any], outer: Groups) -> dict[str, Any]:
    """The arguments with the options of each group as one value; `outer` fills in where these are silent."""
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
