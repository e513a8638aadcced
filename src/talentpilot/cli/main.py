"""The entry point: argv in, exit code out."""

import gc
import io
import sys
from collections.abc import Sequence

from talentpilot import __version__


def run() -> None:
    """Run the `talentpilot` command in a process of its own."""
    # A command is short-lived and creates few reference cycles, so collecting them only costs time: a third of it.
    # Here and not in main(), since the process ends here: a host that calls main() keeps its collector.
    gc.disable()
    sys.exit(main())


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
        from talentpilot.cli.completion import mend_environment
        from talentpilot.cli.output.streams import guarded_streams

        mend_environment()
        with guarded_streams():
            program()(args=arguments, prog_name="talentpilot")
    except KeyboardInterrupt:  # before a command has begun: while loading, or while a shell asks for candidates
        return 130
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    return 0


def _speak_unicode() -> None:
    """Chinese must never break an answer: files and pipes get UTF-8, a terminal what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
