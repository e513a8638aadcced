"""A ledger file that is being edited in memory."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath
from talentpilot.errors import CannotEdit
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.milestones import MilestonesFile
from talentpilot.model.outcomes import OutcomesFile
from talentpilot.model.pilot import PilotFile
from talentpilot.model.scalars import plain_form
from talentpilot.store.records import fields_of, model_at
from talentpilot.store.yaml import editor
from talentpilot.store.yaml.editor import Value
from talentpilot.store.yaml.nodes import data_of, node_at, read_tree

_MARK = b"\xef\xbb\xbf"
MODELS: dict[str, type[BaseModel]] = {
    "pilot.yaml": PilotFile,
    "milestones.yaml": MilestonesFile,
    "outcomes.yaml": OutcomesFile,
}
EVALUATIONS = "evaluations/"
"""The files below this folder are evaluations, whatever their names."""


@dataclass(slots=True)
class EditedFile:
    """One file in memory; `name` is that below the pilot's folder. A new one begins as it is given."""

    name: str
    before: bytes
    is_new: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        try:
            self.text = self.before.removeprefix(_MARK).decode("utf-8")
        except UnicodeDecodeError:
            raise CannotEdit(f"{self.name} is not UTF-8\n  help: talentpilot fmt --from gb18030 mends it") from None

    @property
    def after(self) -> bytes:
        """The bytes as they will be."""
        mark = _MARK if self.before.startswith(_MARK) else b""
        return mark + self.text.encode("utf-8")

    @property
    def data(self) -> Any:
        """What the text says, every scalar as text."""
        return data_of(read_tree(self.text))

    def at(self, path: FieldPath) -> Any:
        """What stands at a path, as text; None where nothing does."""
        found = self.data
        for step in path:
            known = isinstance(found, dict) and step in found
            found = found[step] if known or (isinstance(found, list) and isinstance(step, int)) else None
        return found

    def put(self, path: FieldPath, value: Value) -> None:
        """Set a value, or add its key where the record has its place."""
        self.text = editor.put(self.text, path, value, self._order(path[:-1]))

    def append(self, path: FieldPath, item: Value) -> FieldPath:
        """Append an item to a list; returns its path."""
        self.text = editor.append(self.text, path, item, self._order(path[:-1]))
        return (*path, len(self.at(path)) - 1)

    def remove(self, path: FieldPath) -> None:
        """Take a key away."""
        self.text = editor.remove(self.text, path)

    def line(self, path: FieldPath) -> int:
        """The line, from 1, on which a value stands; that of the nearest thing above it where there is none."""
        top = read_tree(self.text)
        while path:
            node = node_at(top, path)
            if node is not None:
                return self.text.count("\n", 0, node.start) + 1
            path = path[:-1]
        return 1

    def index_of(self, collection: str, identifier: str) -> int | None:
        """The place of the item of that id in a list of the file."""
        items = self.data.get(collection)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and plain_form(str(item.get("id", ""))) == identifier:
                return index
        return None

    def _order(self, holder: FieldPath) -> tuple[str, ...]:
        own = ("schema",) if not holder else ()
        model = Evaluation if self.name.startswith(EVALUATIONS) else MODELS[self.name]
        return (*own, *fields_of(model_at(model, holder)))
