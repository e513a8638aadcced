"""Make reports with custom templates in a separate process, which is ended when it exceeds its time or memory.

The work of a template, a chart or a page can't be known beforehand: a few letters can ask for hours or for all memory.
So it is done where it can be ended, together with pandoc, Vega and Typst. Built-in templates need none of this, and an
ordinary report costs nothing.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Any

from talentpilot.diagnostics import Message
from talentpilot.errors import ChartProblem, MissingExtra, PandocProblem, PdfProblem, TalentpilotError, TemplateError
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.publish import RenderOptions, publish

_PROBLEMS = {one.__name__: one for one in (TemplateError, ChartProblem, PandocProblem, PdfProblem, MissingExtra)}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a file may take, more for a large report; and the memory of each process."""

    seconds: float = 60
    seconds_per_megabyte: float = 30
    bytes: int = 3_000_000_000


LIMITS = Limits()
_LONGEST = 500
"""Characters of a value in a message."""
Job = Callable[[RenderOptions], Iterator[tuple[str, bytes]]]
"""Makes files, by name and content."""


def publish_within_limits(
    publication: Publication, options: RenderOptions, limits: Limits = LIMITS
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file as `publish` does, in this process if all templates are built in.

    Raises:
        TemplateError: as `publish` does; or a file took too long or too much memory, and its process was ended.
    """
    if not options.folders:
        yield from publish(publication, options)
        return
    yield from _elsewhere(partial(publish, publication), options, limits)


def text_within_limits(name: str, write: Callable[[], str], limits: Limits = LIMITS) -> str:
    """Return what `write` gives by a template of somebody's own, made in a process of its own.

    Raises:
        TemplateError: as `write` does; or it took too long or too much memory, and its process was ended.
    """
    options = RenderOptions((), True, (), _ignored, _ignored)
    return b"".join(content for _, content in _elsewhere(partial(_as_file, name, write), options, limits)).decode()


def _as_file(name: str, write: Callable[[], str], options: RenderOptions) -> Iterator[tuple[str, bytes]]:
    options.began(name)
    yield name, write().encode()


def _elsewhere(job: Job, options: RenderOptions, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a job that another process does."""
    quiet = replace(options, began=_ignored, warned=_ignored)
    work = pickle.dumps((job, quiet, limits))
    seconds = limits.seconds + limits.seconds_per_megabyte * len(work) / 1_000_000
    with _Worker(work, seconds, limits) as worker:
        for kind, about, content in worker.events():
            match kind:
                case "began":
                    options.began(about["name"])
                case "warned":
                    options.warned(_message(about["message"]))
                case "file":
                    yield about["name"], content
                case "used":
                    templates.note(about["templates"])
                case _:
                    raise _problem(about)


class _Worker:
    """The other process; it and whatever it started are ended when it takes too long, and at the end."""

    def __init__(self, work: bytes, seconds: float, limits: Limits) -> None:
        self._work, self._seconds, self._limits = work, seconds, limits
        self._late = False
        self._step = ""

    def __enter__(self) -> "_Worker":
        # -P: nothing is imported from the working folder, which may be somebody else's ledger
        command = [sys.executable, "-P", "-m", "talentpilot.report.separate_process"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def events(self) -> Iterator[tuple[str, dict[str, Any], bytes]]:
        """Yield what the process reports: kind, details, content.

        Raises:
            TemplateError: it was ended, or ended before its work was done.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        clock = self._clock()
        try:
            self._process.stdin.write(self._work)
            self._process.stdin.close()
            while header := self._process.stdout.readline():
                clock.cancel()
                about = json.loads(header)
                content = self._process.stdout.read(about["size"])
                if about["kind"] == "done":
                    return
                self._step = about.get("name", self._step)
                yield about["kind"], about, content
                clock = self._clock()
        except (BrokenPipeError, ValueError):
            pass  # it ended while it was written to or read from
        finally:
            clock.cancel()
        raise self._ended()

    def _clock(self) -> threading.Timer:
        clock = threading.Timer(self._seconds, self._run_out)
        clock.daemon = True
        clock.start()
        return clock

    def _run_out(self) -> None:
        self._late = True
        self._end()

    def _end(self) -> None:
        if self._process.poll() is None and hasattr(os, "killpg"):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()

    def _ended(self) -> TemplateError:
        self._process.wait()
        if self._late:
            return TemplateError(
                "{name} took longer than {seconds} seconds with templates of your own, and was ended",
                help="look for a loop, a chart or a page without end",
                name=self._step or "the report",
                seconds=round(self._seconds),
            )
        return TemplateError(
            "{name} took more than {size} GB of memory with templates of your own, or ended its process (code {code})",
            help="look for a text, a list, a chart or pages without end",
            name=self._step or "the report",
            size=self._limits.bytes // 1_000_000_000,
            code=self._process.returncode,
        )


def _ignored(_: object) -> None:
    """Ignore a message."""


def _problem(about: Mapping[str, Any]) -> Exception:
    kind = _PROBLEMS.get(about["type"])
    if kind is None:
        return RuntimeError(f"{about['type']} in the process of the report")
    return kind(_message(about["message"]), help=_message(about["help"]))


def _message(stated: Any) -> Message:
    values = {name: one if isinstance(one, str) else _message(one) for name, one in stated["values"].items()}
    return Message(stated["template"], values)


def _stated(remark: Message) -> dict[str, object]:
    """Return a remark as plain data; Vega and Jinja quote what they refuse, however long it is."""
    values = {name: one[:_LONGEST] if isinstance(one, str) else _stated(one) for name, one in remark.values.items()}
    return {"template": remark.template, "values": values}


def main() -> None:
    """Do the work read from standard input, and write each result to standard output: a line of JSON, then content."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is not part of it
    job, options, limits = pickle.load(sys.stdin.buffer)
    _limit(limits)
    _stream_work(job, options, stream)


def _stream_work(job: Job, options: RenderOptions, stream: IO[bytes]) -> None:
    lock = threading.Lock()

    def tell(kind: str, content: bytes = b"", **about: object) -> None:
        with lock:
            stream.write(json.dumps({"kind": kind, "size": len(content), **about}).encode() + b"\n" + content)
            stream.flush()

    options = replace(
        options,
        began=lambda name: tell("began", name=name),
        warned=lambda remark: tell("warned", message=_stated(remark)),
    )
    try:
        with templates.recording() as used:
            for name, content in job(options):
                tell("file", content, name=name)
        tell("used", templates=used)
        tell("done")
    except TalentpilotError as problem:
        tell("failed", type=type(problem).__name__, message=_stated(problem.message), help=_stated(problem.help))


def _limit(limits: Limits) -> None:
    """Limit the memory of this process and of those that it starts, and their time if the waiting process has ended."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (limits.bytes, limits.bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (3600, 3600))


if __name__ == "__main__":
    main()
