"""The entry point: argv in, exit code out."""

import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from talentpilot import __version__


def run() -> None:
    """Run the `talentpilot` command in a process of its own."""
    # A command is short-lived and creates few reference cycles, so collecting them only costs time: a third of it.
    # Here and not in main(), since the process ends here: a host that calls main() keeps its collector.
    gc.disable()
    # A plugin of pydantic could change what a value of the ledger means; looking for one in every package takes 3 ms.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"
    signal.signal(signal.SIGTERM, _end)
    if not _fill_closed_streams():
        sys.stderr.write("talentpilot: standard output is closed, so nothing can be printed\n  help: > /dev/null\n")
        sys.exit(4)
    code = main()
    # Python collects once more as it ends, also when that is disabled, and takes every module and class apart: a
    # seventh of a short command. What is frozen is left alone. Exit handlers run and streams are flushed as ever.
    gc.freeze()
    sys.exit(code)


def _end(number: int, frame: object) -> NoReturn:
    """End as after an error, so that temporary files are removed."""
    del frame
    sys.exit(128 + number)


def _fill_closed_streams() -> bool:
    """Open the null device in the place of standard streams that are closed: else a file of the ledger would get their
    number, and what is printed would be written into it. Return whether there was an output.
    """
    null = Path(os.devnull)
    can_print = sys.stdout is not None
    sys.stdin = sys.stdin or null.open(encoding="utf-8")
    sys.stdout = sys.stdout or null.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or null.open("w", encoding="utf-8")
    return can_print


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; never raises, whatever happens inside."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        # Asked by scripts again and again: answered before anything is imported.
        sys.stdout.write(f"talentpilot {__version__}\n")
        return 0
    _speak_unicode()
    try:
        from talentpilot.cli.app import program
        from talentpilot.cli.completion import repair_environment
        from talentpilot.cli.output.streams import guarded_streams

        repair_environment()
        with guarded_streams():
            program()(args=arguments, prog_name="talentpilot")
    except KeyboardInterrupt:  # before a command has begun: while loading, or while a shell asks for candidates
        return 130
    except SystemExit as stop:
        if isinstance(stop.code, str):
            sys.stderr.write(f"{stop.code}\n")
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _speak_unicode() -> None:
    """Write UTF-8 to files and pipes, and to a terminal what it can show: Chinese must never break the output."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
