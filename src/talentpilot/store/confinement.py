"""Keep every path of a ledger inside the ledger, whatever links it passes through."""

import os
import stat
from pathlib import Path

from talentpilot.errors import StorageProblem


def leads_out(root: str | Path, path: str) -> bool:
    """Return whether a path of a ledger, through a link, leads out of it or into a hidden folder such as `.git`.

    The path is relative to the root, without `..`. What doesn't exist yet leads nowhere.
    """
    at = os.fspath(root)
    for part in path.split("/"):
        at = os.path.join(at, part)
        try:
            state = os.lstat(at)
        except (FileNotFoundError, NotADirectoryError):
            return False
        if _is_link(state):
            return _real_path(root, path) is None
    return False


def real_path(root: Path, path: str) -> str:
    """Return where a path of a ledger really is, relative to the real root: that of the target of a link.

    Raises:
        StorageProblem: it leads out of the ledger.
    """
    found = _real_path(root, path)
    if found is None:
        raise StorageProblem(
            "{path} leads out of the ledger, by a link; nothing was written",
            help="put a plain folder or file in the place of the link",
            path=path,
        )
    return found


def require_inside(file: Path) -> None:
    """Refuse to write a file whose name lies in a ledger but which a link leads out of it.

    Raises:
        StorageProblem: a link leads out of the ledger.
    """
    place = Path(os.path.abspath(file))
    for above in place.parents:
        if os.path.lexists(above / "programme.yaml") and leads_out(above, place.parent.relative_to(above).as_posix()):
            raise StorageProblem(
                "{path} leads out of the ledger {root}, by a link; nothing was written",
                help="put a plain folder in the place of the link, or name another {--output}",
                path=file,
                root=above,
            )


def _real_path(root: str | Path, path: str) -> str | None:
    home = os.path.realpath(root)
    real = os.path.realpath(os.path.join(root, path))
    if not real.startswith(home.rstrip(os.sep) + os.sep):
        return None
    inner = os.path.relpath(real, home).replace(os.sep, "/")
    return None if any(part.startswith(".") for part in inner.split("/")) else inner


def _is_link(state: os.stat_result) -> bool:
    """Return whether it is a link, or a junction of Windows."""
    return stat.S_ISLNK(state.st_mode) or getattr(state, "st_reparse_tag", 0) == 0xA0000003
