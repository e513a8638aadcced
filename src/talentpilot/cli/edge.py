"""The edge of the program: shared options in, exceptions to messages and exit codes out."""

import functools
import inspect
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import typer

from talentpilot import __version__
from talentpilot.cli import options
from talentpilot.cli.completion import completed
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.groups import expanded, gathered, groups_of, options_of
from talentpilot.cli.session import Session
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
