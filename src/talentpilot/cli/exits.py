"""Exit codes: few, documented, and each with one meaning."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell sees."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING = 3
    STORAGE = 4
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141
