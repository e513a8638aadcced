"""Find the evidence that a return names: an entry of the pilot, an address, or a file that came with it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from talentpilot.diagnostics import Language, Message
from talentpilot.model.pilot import Evidence
from talentpilot.model.scalars import name_form
from talentpilot.services.returns.recorder import Recorder
from talentpilot.services.returns.result import Untakeable

_SEPARATORS = re.compile(r"[;；\n]+")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(slots=True)
class EvidenceFinder:
    """Cites the evidence of one pilot, and files what is new; `folders` are looked through for files.

    `pending` are the titles for which there is neither an entry nor a file.
    """

    recorder: Recorder
    known: tuple[Evidence, ...]
    folders: tuple[Path, ...]
    language: Language
    day: date
    used: set[Path] = field(default_factory=set)
    filed: dict[str, str] = field(default_factory=dict)

    def cite(self, key: str, text: str) -> tuple[list[str], list[str]]:
        """Return the ids of the evidence named in a cell, and the titles that are still to be handed in.

        Raises:
            Untakeable: two files have the name.
        """
        ids: list[str] = []
        pending: list[str] = []
        for title in titles(text):
            found = self._known(title) or self._new(key, title)
            if found is None:
                pending.append(title)
            elif found not in ids:
                ids.append(found)
        return ids, pending

    def known_ids(self, text: str) -> set[str | None]:
        """Return the ids of the evidence named in a cell; None stands for what there is no entry for."""
        return {self._known(title) for title in titles(text)}

    def _known(self, title: str) -> str | None:
        same = name_form(title)
        by_id = next((item.id for item in self.known if item.id == title.upper()), None)
        named = (item.id for item in self.known if same in map(name_form, (*item.title.versions, item.url or "")))
        return by_id or self.filed.get(same) or next(named, None)

    def _new(self, key: str, title: str) -> str | None:
        if _ADDRESS.fullmatch(title):
            return self._file(key, title, title)
        files = list(self._files(title))
        if len(files) > 1:
            raise Untakeable(
                Message.of("two files are named {title}: {files}", title=title, files=Message.listed(map(str, files))),
                Message("rename one of them, or write the title of the other"),
            )
        if not files:
            return None
        self.used.add(files[0].resolve())
        digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
        same = next((item.id for item in self.known if item.sha256 == digest), None)
        return same or self._file(key, title, files[0])

    def _file(self, key: str, title: str, source: Path | str) -> str:
        found = self.recorder.evidence(key, {self.language: title}, self.day, source)
        self.filed[name_form(title)] = found
        return found

    def _files(self, title: str) -> Iterator[Path]:
        """Yield the files of that name; endings and spaces do not matter."""
        wanted = name_form(title)
        for folder in dict.fromkeys(self.folders):
            for path in sorted(folder.iterdir()):
                if path.is_file() and wanted in (name_form(path.name), name_form(path.stem)):
                    yield path


def titles(text: str) -> Iterator[str]:
    """Yield what the answer to a question for evidence names."""
    return filter(None, (part.strip() for part in _SEPARATORS.split(text)))
