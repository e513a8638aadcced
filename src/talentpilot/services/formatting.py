"""Format the files of a ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from talentpilot.diagnostics import Message
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.programme import Programme
from talentpilot.services.progress import SILENT, Progress
from talentpilot.store.edited_file import MODELS
from talentpilot.store.reader import pilot_folders
from talentpilot.store.tree import DiskTree, readable_names
from talentpilot.store.writer import Replacement, finish_interrupted, replace_files
from talentpilot.store.yaml.formatter import Formatted, canonical
from talentpilot.suggestions import nearest


@dataclass(frozen=True, slots=True)
class FormattedFile:
    """A file with its canonical form."""

    path: str
    before: bytes
    form: Formatted


def formatted_files(root: Path, pilots: Sequence[str], encoding: str | None) -> list[FormattedFile]:
    """Return the files of those pilots, or of the whole ledger, each with its canonical form.

    Raises:
        UsageProblem: there is no such pilot, or no such encoding.
        NothingToCheck: the ledger has no file to look at.
    """
    tree = DiskTree(root)
    folders = pilot_folders(tree)
    for name in pilots:
        if name not in folders:
            raise UsageProblem("there is no pilot {name}", help=nearest(name, folders), name=name)
    found = []
    for path, model in _files(tree, tuple(dict.fromkeys(pilots)) or folders, whole=not pilots):
        content = tree.read(path)
        if isinstance(content, bytes):
            found.append(FormattedFile(path, content, canonical(content, model, encoding)))
        elif content is not None:
            unread = Message("talentpilot validate says why it can't be read")
            found.append(FormattedFile(path, b"", Formatted(b"", (), unread)))
    if not found:
        raise NothingToCheck("no file found", help="talentpilot new starts a pilot")
    return found


def write_formatted(
    root: Path, pilots: Sequence[str], encoding: str | None, progress: Progress = SILENT
) -> list[FormattedFile]:
    """Put those files into their canonical form and return them; an interrupted write is completed first.

    Raises:
        UsageProblem: there is no such pilot or encoding, or a file was changed meanwhile; nothing is written then.
        StorageProblem: the disk refuses, or an interrupted write is not this user's; nothing is written then.
    """
    folders = pilots or pilot_folders(DiskTree(root))
    finish_interrupted(root, ("", *(f"pilots/{name}" for name in folders)), progress.notes)
    files = formatted_files(root, pilots, encoding)
    changed = [file for file in files if file.form.content != file.before]
    replace_files(root, {file.path: Replacement(file.before, file.form.content) for file in changed}, progress.notes)
    return files


def _files(tree: DiskTree, folders: Sequence[str], *, whole: bool) -> Iterator[tuple[str, type[BaseModel]]]:
    if whole:
        yield "programme.yaml", Programme
        yield "catalogue.yaml", Catalogue
    for folder in folders:
        home = f"pilots/{folder}"
        yield from ((f"{home}/{name}", model) for name, model in MODELS.items())
        for name, is_folder in readable_names(tree, f"{home}/evaluations"):
            if not is_folder and name.endswith(".yaml"):
                yield f"{home}/evaluations/{name}", Evaluation
