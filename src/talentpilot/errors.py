"""The exceptions that end a command: what is wrong and how to mend it, in words that can be translated."""

import errno
from collections.abc import Iterable

from talentpilot.diagnostics import Message

_HELP = "\n  help: "


class TalentpilotError(Exception):
    """The base class: the command can't go on.

    The text and the help are templates, and the keyword arguments fill the holes of both:

        raise UsageProblem("{file} is not UTF-8", help="save {file} as UTF-8", file=path)

    A value may be a `Message` or another of these exceptions, which is translated as well; anything else is
    printed as it is.
    """

    def __init__(self, template: "str | Message", *, help: "str | Message" = "", **values: object) -> None:
        super().__init__(template)
        filled = {name: _filling(value) for name, value in values.items()}
        self.message = template if isinstance(template, Message) else Message(template, filled)
        self.help = help if isinstance(help, Message) else Message(help, filled)

    @property
    def whole(self) -> Message:
        """The text with the help behind it, to be said within another message."""
        advice = Message("help: {advice}", {"advice": self.help})
        return Message.joined("\n  ", (self.message, advice)) if str(self.help) else self.message

    def __str__(self) -> str:
        advice = str(self.help)
        return f"{self.message}{_HELP}{advice}" if advice else str(self.message)


def _filling(value: object) -> "str | Message":
    if isinstance(value, Message):
        return value
    return value.message if isinstance(value, TalentpilotError) else str(value)


class UsageProblem(TalentpilotError):
    """What was asked for does not exist or contradicts itself."""


class CannotEdit(UsageProblem):
    """A file can't be changed without touching what nobody asked to touch: a person must write it."""


class RatingSheetProblem(UsageProblem):
    """Completed rating sheets can't be taken in; `problems` lists every mistake with its sheet and cell."""

    def __init__(self, problems: Iterable[Message]) -> None:
        self.problems = tuple(problems)
        template = "problems with the rating sheets: {problems}"
        super().__init__(template, problems=Message.joined("; ", self.problems))


class LedgerNotFound(TalentpilotError):
    """No `programme.yaml` in the folder or above it."""


class LedgerUnreadable(TalentpilotError):
    """`programme.yaml` or `catalogue.yaml` can't be read, so nothing in the ledger has a meaning."""


class NothingToCheck(TalentpilotError):
    """No pilot matched: a check that ran on nothing must not pass."""


class StorageProblem(TalentpilotError):
    """The disk or git refused."""


class MissingExtra(TalentpilotError):
    """An optional part is not installed; the message names the command that installs it."""


class LedgerMissing(TalentpilotError):
    """A ledger of a federation can't be read; the others still are."""


class TemplateError(TalentpilotError):
    """A template can't be found or read, or asks for what is not there."""


class UntrustedTemplates(UsageProblem):
    """Something must be made by the ledger's own templates, and the user has not trusted them."""


class ChartProblem(TalentpilotError):
    """A chart specification that can't be drawn."""


class PandocProblem(TalentpilotError):
    """Pandoc refused the Markdown or a template."""


class PdfProblem(TalentpilotError):
    """Typst refused the pages; the message is the first line of what it says."""


class DocumentStopped(TalentpilotError):
    """An official document can't be written from these facts, or stays too long; nothing is written."""


class ManifestProblem(UsageProblem):
    """The manifest can't be read; the message says why."""


class UnreadableWorkbook(TalentpilotError):
    """A file that is not a workbook, a damaged one, or one that holds more than its kind can."""


class FolderRefused(StorageProblem):
    """A folder of the ledger can't be listed."""

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__("{folder}: {reason}", folder=folder, reason=reason)
        self.folder, self.reason = folder, reason

    def __reduce__(self) -> tuple[type["FolderRefused"], tuple[str, str]]:
        return FolderRefused, (self.folder, self.reason)


def system_reason(problem: OSError) -> Message:
    """Return why the system refused, as a message that can be translated."""
    known = _REASONS.get(problem.errno or 0)
    return Message(known) if known is not None else Message.of("{reason}", reason=problem.strerror or problem)


_REASONS = {
    errno.ENOENT: "No such file or directory",
    errno.EACCES: "Permission denied",
    errno.ENOSPC: "No space left on device",
    errno.EISDIR: "Is a directory",
    errno.ENOTDIR: "Not a directory",
    errno.EEXIST: "File exists",
    errno.EROFS: "Read-only file system",
}
"""The commonest refusals, in the words of most systems."""
