"""Write the JSON Schemas of the ledger's files into the ledger, where editors find them."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from talentpilot.errors import UsageProblem
from talentpilot.exchange.schema import PROFILE, PUBLISHED, WRITTEN_BY, schema_files, schema_text
from talentpilot.model.modeline import schema_path
from talentpilot.services.progress import SILENT, Progress
from talentpilot.store.writer import Replacement, replace_files
from talentpilot.suggestions import nearest


@dataclass(frozen=True, slots=True)
class WrittenSchema:
    """A schema file of the ledger; `changed` says whether it had to be written."""

    path: Path
    changed: bool


def schema_document(kind: str) -> str:
    """Return the JSON Schema of a kind of file of the ledger, or of a mapping (`import`), as text.

    Raises:
        UsageProblem: there is no such kind.
    """
    found = next((item for item in PUBLISHED if item.name == kind), None)
    if found is None:
        raise UsageProblem(
            "there is no kind of file {kind}",
            help=nearest(kind, [item.name for item in PUBLISHED]),
            kind=kind,
        )
    return schema_text(found)


def write_schemas(root: Path, kinds: Collection[str], progress: Progress = SILENT) -> tuple[WrittenSchema, ...]:
    """Write or renew the schemas of these kinds of file, in `schemas/` of the ledger.

    Raises:
        UsageProblem: a file of that name was not written by talentpilot.
        StorageProblem: the disk refuses; nothing is written.
    """
    files = {**schema_files(), schema_path(PROFILE.name): schema_text(PROFILE)}
    wanted = {path: text.encode("utf-8") for path, text in files.items() if Path(path).stem in kinds}
    present = {path: (root / path).read_bytes() if (root / path).is_file() else None for path in wanted}
    strange = [path for path, content in present.items() if content is not None and WRITTEN_BY.encode() not in content]
    if strange:
        listed = "".join(f"\n  {path}" for path in strange)
        raise UsageProblem(
            "these files were not written by talentpilot; nothing was overwritten{listed}",
            help="move them away",
            listed=listed,
        )
    stale = {path: Replacement(present[path], text) for path, text in wanted.items() if present[path] != text}
    replace_files(root, stale, progress.notes)
    return tuple(WrittenSchema(root / path, path in stale) for path in wanted)
