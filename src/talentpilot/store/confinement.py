"""Keep every path of a ledger inside the ledger, whatever links it passes through, even if they change meanwhile.

Files and folders are opened part by part from the root, and no link is followed on that way: where there is one, the
place in the ledger that it leads to is opened in the same manner. Hidden folders are never reached by a link. Windows
can't open so: links are looked at before.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from talentpilot.errors import StorageProblem

# Without O_NONBLOCK the opening of a pipe would wait for somebody to write; O_PATH passes folders that can't be listed.
_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_PASSED = _FOLDER | getattr(os, "O_PATH", 0)
_WHERE_A_LINK_IS = (errno.ELOOP, errno.EMLINK, errno.ENOTDIR)
"""What systems answer where a link lies: ELOOP, on FreeBSD EMLINK, and ENOTDIR where a folder is wanted."""
_PIECE = 1 << 20
_DESCRIPTORS = "/proc/self/fd"


class LeadsOut(OSError):
    """A path leads out of the ledger, or into a hidden folder such as `.git`."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.ELOOP, "it leads out of the ledger, by a link", path)


class OpenFolder(NamedTuple):
    """A folder of the ledger that stays open while several files in it are read."""

    path: str
    handle: int


class OpenFile(NamedTuple):
    """A regular file of the ledger, open for reading until its `with` ends; `size` is in bytes, as it was opened."""

    handle: int
    size: int

    def __enter__(self) -> "OpenFile":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)

    def content(self) -> bytes:
        """Return all of it; a stream would ask the system for the size four times."""
        content = os.read(self.handle, self.size + 1)
        while more := os.read(self.handle, self.size + 1):  # it has grown, or the system gives a large file in pieces
            content += more
        return content

    def pieces(self) -> Iterator[bytes]:
        """Yield the content in pieces of at most a megabyte."""
        most = min(_PIECE, self.size + 1)  # each read sets aside as much memory as it asks for
        while piece := os.read(self.handle, most):
            yield piece


@contextmanager
def opened_folder(root: str | Path, path: str) -> Iterator[OpenFolder | None]:
    """Open a folder, so that the way from the root is gone once for all files in it; None where a link lies on that way
    or there is no such folder, and on Windows.
    """
    handle = None
    if sys.platform != "win32":
        with suppress(OSError):  # opening a file in it says what is wrong
            handle = _open_without_links(root, path, _PASSED)
    try:
        yield None if handle is None else OpenFolder(path, handle)
    finally:
        if handle is not None:
            os.close(handle)


def open_file(root: str | Path, path: str, within: OpenFolder | None = None) -> OpenFile | None:
    """Open a file of the ledger for reading; None for a folder, a pipe or a device, which might never end.

    A path below the folder `within` is opened from there.

    Raises:
        LeadsOut: it leads out of the ledger.
        OSError: the system refuses it.
    """
    try:
        handle = _open(root, path, _FILE, within=within)
    except OSError as problem:
        if problem.errno == errno.ENXIO:  # a socket
            return None
        raise
    state = os.fstat(handle)
    if stat.S_ISREG(state.st_mode):
        return OpenFile(handle, state.st_size)
    os.close(handle)
    return None


def open_inside(root: str | Path, path: str, within: OpenFolder | None = None) -> FileIO | None:
    """Return the same as a stream.

    Raises:
        LeadsOut: it leads out of the ledger.
        OSError: the system refuses it.
    """
    opened = open_file(root, path, within)
    return None if opened is None else FileIO(opened.handle)


def read_inside(root: str | Path, path: str, limit: int | None = None) -> bytes | None:
    """Return the content of a file of the ledger; None for a folder, a pipe or a device, or above a limit in bytes.

    Raises:
        LeadsOut: it leads out of the ledger.
        OSError: the system refuses it.
    """
    opened = open_file(root, path)
    if opened is None:
        return None
    with opened:
        return opened.content() if limit is None or opened.size <= limit else None


@contextmanager
def scan_inside(root: str | Path, path: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    """Yield the entries of a folder of the ledger.

    Raises:
        LeadsOut: it leads out of the ledger.
        OSError: the system refuses it.
    """
    if sys.platform == "win32":
        _require_no_way_out(root, path)
        with os.scandir(os.path.join(root, path)) as entries:
            yield entries
        return
    handle = _open(root, path, _FOLDER)
    try:
        with os.scandir(handle) as entries:
            yield entries
    finally:
        os.close(handle)


@contextmanager
def folder_inside(root: str | Path, path: str, *, make: bool = False) -> Iterator[Path]:
    """Yield a path to a folder of the ledger by which, on Linux, this very folder is reached until the end of the
    block, whatever its name stands for by then. With `make`, what is missing of it is made.

    Raises:
        LeadsOut: it leads out of the ledger.
        OSError: the system refuses it.
    """
    place = Path(root, path)
    if sys.platform == "win32" or not os.path.isdir(_DESCRIPTORS):
        _require_no_way_out(root, path)
        if make:
            place.mkdir(parents=True, exist_ok=True)
        yield place
        return
    handle = _open(root, path, _FOLDER, make=make)
    held = f"{_DESCRIPTORS}/{handle}"
    try:
        yield Path(held)
    except OSError as problem:
        # People know the folder by its name, not by the number of a descriptor.
        if isinstance(problem.filename, str) and problem.filename.startswith(held):
            problem.filename = f"{place}{problem.filename.removeprefix(held)}"
        raise
    finally:
        os.close(handle)


@contextmanager
def place_inside(root: str | Path, path: str, *, make: bool = False) -> Iterator[Path]:
    """Yield the same for a file: a path to it in its folder."""
    folder, _, name = path.rpartition("/")
    with folder_inside(root, folder, make=make) as held:
        yield held / name


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


def _open(root: str | Path, path: str, flags: int, *, make: bool = False, within: OpenFolder | None = None) -> int:
    if sys.platform == "win32":
        _require_no_way_out(root, path)
        return os.open(os.path.join(root, path), flags)
    if not _climbs(path):
        try:
            return _open_without_links(root, path, flags, make=make, within=within)
        except OSError as problem:
            if problem.errno not in _WHERE_A_LINK_IS:
                raise
    inner = None if _is_hidden(path) else _real_path(root, path)
    if inner is None:
        raise LeadsOut(path)
    return _open_without_links(root, inner, flags, make=make)


def _open_without_links(
    root: str | Path, path: str, flags: int, *, make: bool = False, within: OpenFolder | None = None
) -> int:
    kept = None
    if within is not None and path.startswith(f"{within.path}/"):
        kept, path = within.handle, path.removeprefix(f"{within.path}/")
    above = os.open(root, _PASSED) if kept is None else kept
    parts = [part for part in path.split("/") if part] or ["."]
    try:
        for number, part in enumerate(parts, 1):
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=above)
            inner = os.open(part, (flags if number == len(parts) else _PASSED) | _NO_LINK, dir_fd=above)
            if above != kept:
                os.close(above)
            above = inner
    except BaseException:
        if above != kept:
            os.close(above)
        raise
    return above


def _require_no_way_out(root: str | Path, path: str) -> None:
    """Raise LeadsOut for what `leads_out` refuses."""
    if _real_path(root, path) is None if _climbs(path) else leads_out(root, path):
        raise LeadsOut(path)


def _real_path(root: str | Path, path: str) -> str | None:
    try:
        home, real = os.path.realpath(root), os.path.realpath(os.path.join(root, path))
    except OSError:  # exchanged between the look at a link and its reading
        return None
    if not real.startswith(home.rstrip(os.sep) + os.sep):
        return None
    inner = os.path.relpath(real, home).replace(os.sep, "/")
    return None if _is_hidden(inner) else inner


def _is_link(state: os.stat_result) -> bool:
    """Return whether it is a link, or a junction of Windows."""
    return stat.S_ISLNK(state.st_mode) or getattr(state, "st_reparse_tag", 0) == 0xA0000003


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..") for part in path.split("/"))


def _climbs(path: str) -> bool:
    return "/../" in f"/{path}/"
