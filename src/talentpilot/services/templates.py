"""Copy built-in templates, and record in a file of the user which templates of which ledgers the user trusts."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.report.trust import OwnTemplates, TemplateTrust, own_templates
from talentpilot.store.writer import make_folder, write_file


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
            help="move them away first, or name another folder with {--to}",
            files=Message.listed(str(folder / name) for name in there),
        )
    for name, data in files.items():
        path = folder / name
        make_folder(path.parent)
        if not path.parent.resolve().is_relative_to(folder.resolve()):
            raise UsageProblem("{inner} leads out of {folder}", inner=path.parent, folder=folder)
        write_file(path, data)
        yield path


_SCHEMA = "talentpilot/trusted-templates/1"


def read_trust(file: Path) -> TemplateTrust:
    """Return what the user trusts; nothing if the file is not there, or its path depends on the working folder.

    Raises:
        UsageProblem: the file is damaged.
    """
    return TemplateTrust(frozenset(trusted_folders(file)), file=file)


def trusted_folders(file: Path) -> Mapping[str, str]:
    """Return the folders that were trusted, by the digest of their templates.

    Raises:
        UsageProblem: the file is damaged.
    """
    if not file.is_absolute() or not file.is_file():
        return {}
    try:
        document = json.loads(file.read_bytes())
        return {str(digest): str(folder) for digest, folder in document["trusted"].items()}
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as problem:
        raise UsageProblem(
            "{file} is damaged", help="delete it, and trust your templates again", file=file
        ) from problem


def trust_templates(file: Path, root: Path) -> OwnTemplates:
    """Trust the templates of a ledger as they are now, and return them.

    Raises:
        UsageProblem: the ledger has no templates of its own, or the file is damaged.
        StorageProblem: the file can't be written.
    """
    own = own_templates(root)
    if own is None:
        raise UsageProblem(
            "the ledger has no templates of its own", help="talentpilot templates list shows what is used"
        )
    _write(file, {**trusted_folders(file), own.digest: str(own.folder.resolve())})
    return own


def forget_templates(file: Path, root: Path) -> int:
    """Trust no templates of this ledger any more; return how many entries there were.

    Raises:
        UsageProblem: the file is damaged.
        StorageProblem: the file can't be written.
    """
    before, own, folder = trusted_folders(file), own_templates(root), str((root / "templates").resolve())
    kept = {
        digest: where for digest, where in before.items() if where != folder and (own is None or digest != own.digest)
    }
    if len(kept) < len(before):
        _write(file, kept)
    return len(before) - len(kept)


def _write(file: Path, trusted: Mapping[str, str]) -> None:
    if not file.is_absolute():
        raise StorageProblem("there is no folder for the settings of this user", help="set HOME")
    text = json.dumps({"schema": _SCHEMA, "trusted": dict(sorted(trusted.items()))}, ensure_ascii=False, indent=2)
    make_folder(file.parent)
    write_file(file, f"{text}\n".encode())
