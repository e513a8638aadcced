"""The exceptions that end a command: each one's text is the whole message the user sees."""


class TalentpilotError(Exception):
    """Base of all of them: the command can't go on."""


class UsageProblem(TalentpilotError):
    """What was asked for does not exist or contradicts itself."""


class CannotEdit(UsageProblem):
    """A file can't be changed without touching what nobody asked to touch: a person must write it."""


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
