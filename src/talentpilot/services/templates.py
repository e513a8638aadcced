"""Find the templates of a ledger and copy built-in ones."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.store.writer import write_file


def write_copies(files: Mapping[str, bytes], folder: Path) -> Iterator[Path]:
    """Write each into the folder; none where one of them is there already. Yields each when it is there.

    Raises:
        UsageProblem: a file is there already, or the folder leads elsewhere.
        StorageProblem: the disk refuses.
    """
    there = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise UsageProblem(
            f"{folder / there[0]}{more}: there already; nothing was copied\n  help: move it away first, or use --to DIR"
        )
    for name, data in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StorageProblem(f"{path.parent}: {problem.strerror}") from problem
        if not path.parent.resolve().is_relative_to(folder.resolve()):
            raise UsageProblem(f"{path.parent} leads out of {folder}")
        write_file(path, data)
        yield path
