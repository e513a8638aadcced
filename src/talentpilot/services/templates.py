"""Find the templates of a ledger and copy built-in ones."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.store.writer import write_file


def write_copies(files: Mapping[str, bytes], folder: Path) -> Iterator[Path]:
    """Write each into the folder; none where one of them is there already. Yields each when it is there.

    Raises:
        UsageProblem: a file is there already, or the folder leads elsewhere.
        StorageProblem: the disk refuses.
    """
    there = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        raise UsageProblem(
            "these files exist already; nothing was copied: {files}",
            help="move them away first, or use --to DIR",
            files=", ".join(str(folder / name) for name in there),
        )
    for name, data in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StorageProblem("{folder}: {why}", folder=path.parent, why=system_reason(problem)) from problem
        if not path.parent.resolve().is_relative_to(folder.resolve()):
            raise UsageProblem("{inner} leads out of {folder}", inner=path.parent, folder=folder)
        write_file(path, data)
        yield path
