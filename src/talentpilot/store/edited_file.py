"""A ledger file that is being edited in memory."""

from collections.abc import Sequence
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
"""Files in this folder are evaluations, whatever their names."""


@dataclass(slots=True)
class EditedFile:
    """A file in memory; `name` is its path in the pilot's folder."""

    name: str
    before: bytes
    is_new: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        try:
            self.text = self.before.removeprefix(_MARK).decode("utf-8")
        except UnicodeDecodeError:
            raise CannotEdit(
                "{file} is not UTF-8", help="talentpilot fmt --from gb18030 converts it", file=self.name
            ) from None

    @property
    def after(self) -> bytes:
        """The bytes after the edit."""
        mark = _MARK if self.before.startswith(_MARK) else b""
        return mark + self.text.encode("utf-8")

    @property
    def data(self) -> Any:
        """The data of the text, with every scalar as text."""
        return data_of(read_tree(self.text))

    def at(self, path: FieldPath) -> Any:
        """Return the value at a path as text, or None if there is none."""
        found = self.data
        for step in path:
            known = isinstance(found, dict) and step in found
            found = found[step] if known or (isinstance(found, list) and isinstance(step, int)) else None
        return found

    def put(self, path: FieldPath, value: Value) -> None:
        """Set a value, adding its key in the order of the record."""
        self.text = editor.put(self.text, path, value, self._order(path[:-1]))

    def append(self, path: FieldPath, item: Value) -> FieldPath:
        """Append an item to a list and return its path."""
        self.text = editor.append(self.text, path, item, self._order(path[:-1]))
        return (*path, len(self.at(path)) - 1)

    def extend(self, path: FieldPath, items: Sequence[Value]) -> None:
        """Append several items to a list."""
        self.text = editor.extend(self.text, path, items, self._order(path[:-1]))

    def remove(self, path: FieldPath) -> None:
        """Remove a key."""
        self.text = editor.remove(self.text, path)

    def line(self, path: FieldPath) -> int:
        """Return the line (from 1) of a value, or of the nearest enclosing value."""
        return self.lines(path).start

    def lines(self, path: FieldPath) -> range:
        """Return the lines (from 1) of a value, or of the nearest enclosing value."""
        top = read_tree(self.text)
        while path:
            node = node_at(top, path)
            if node is not None:
                first = self.text.count("\n", 0, node.start) + 1
                return range(first, first + self.text[node.start : node.end].rstrip().count("\n") + 1)
            path = path[:-1]
        return range(1, self.text.count("\n") + 2)

    def index_of(self, collection: str, identifier: str) -> int | None:
        """Return the index of the item with that id in a list of the file."""
        items = self.data.get(collection)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and plain_form(str(item.get("id", ""))) == identifier:
                return index
        return None

    def _order(self, holder: FieldPath) -> tuple[str, ...]:
        own = ("schema",) if not holder else ()
        model = Evaluation if self.name.startswith(EVALUATIONS) else MODELS[self.name]
        return (*own, *fields_of(model_at(model, holder)))
