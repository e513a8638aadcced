"""A YAML text that faults are planted into: values set, fields dropped or added, without touching the other lines.

Places come from PyYAML's own `compose`, not from the reader under test, so that a wrong line of ours is noticed.
"""

from functools import cache
from typing import Any

import yaml

Path = tuple[str | int, ...]
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Makes nothing but text."""


@cache
def _compose(text: str) -> Any:
    return yaml.compose(text, Loader=LOADER)


class Draft:
    """One file as text, with its path below the ledger's root."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @property
    def data(self) -> Any:
        """The values, all of them text."""
        return yaml.load(self.text, Loader=LOADER)

    def node(self, path: Path) -> tuple[Any, Any]:
        """The key node (None in lists) and the value node at a path."""
        key: Any = None
        node: Any = _compose(self.text)
        for step in path:
            if isinstance(step, int):
                key, node = None, node.value[step]
            else:
                key, node = next(pair for pair in node.value if pair[0].value == step)
        return key, node

    def has(self, *path: str | int) -> bool:
        """Whether something stands at a path."""
        try:
            return bool(self.node(path)[1].value)
        except (StopIteration, IndexError):
            return False

    def line(self, path: Path = (), *, key: bool = False) -> int:
        """The line of the value, or of its key; a block below its key stands at the key."""
        if not path:
            return 1
        key_node, node = self.node(path)
        at_key = key or not node.value or (not isinstance(node, yaml.ScalarNode) and not node.flow_style)
        return int((key_node if at_key and key_node is not None else node).start_mark.line) + 1

    def put(self, path: Path, value: str) -> None:
        """Write another value in the place of one."""
        node = self.node(path)[1]
        block = not isinstance(node, yaml.ScalarNode) and not node.flow_style
        start = self._key_end(path) if block else node.start_mark.index
        self._splice(start, _end(node), f" {value}" if block else value)

    def rename(self, path: Path, name: str) -> None:
        """Write another name for a field."""
        key = self.node(path)[0]
        self._splice(key.start_mark.index, key.end_mark.index, name)

    def drop(self, path: Path) -> None:
        """Take a field or an item out."""
        parent = self.node(path[:-1])[1]
        key, node = self.node(path)
        start = (key or node).start_mark.index
        end = _end(node)
        if parent.flow_style:
            rest = self.text[end:]
            if rest.lstrip().startswith(","):
                end += len(rest) - len(rest.lstrip()) + 1
                end += len(self.text[end:]) - len(self.text[end:].lstrip(" "))
            else:
                start = len(self.text[:start].rstrip().rstrip(","))
            self._splice(start, end, "")
        else:
            first = self.text.rfind("\n", 0, start) + 1
            last = self.text.find("\n", end)
            self._splice(first, len(self.text) if last < 0 else last + 1, "")

    def add(self, path: Path, name: str, value: str) -> None:
        """Add a field behind the others of a mapping."""
        node = self.node(path)[1]
        if node.flow_style:
            self._splice(_end(node) - 1, _end(node) - 1, f", {name}: {value}")
        else:
            self._line_below(node, f"{' ' * node.value[0][0].start_mark.column}{name}: {value}")

    def write(self, path: Path, name: str, value: str) -> None:
        """Set a field, or add it where there is none."""
        if self.has(*path, name):
            self.put((*path, name), value)
        else:
            if name in [key.value for key, _ in self.node(path)[1].value]:
                self.drop((*path, name))
            self.add(path, name, value)

    def append(self, path: Path, item: str) -> Path:
        """Add an item behind the others of a list, which may be missing; returns its path."""
        if not self.has(*path):
            if path[-1] in [key.value for key, _ in self.node(path[:-1])[1].value]:
                self.put(path, f"[{item}]")
            else:
                self.add(path[:-1], str(path[-1]), f"[{item}]")
            return (*path, 0)
        node = self.node(path)[1]
        if node.flow_style:
            self._splice(_end(node) - 1, _end(node) - 1, f", {item}")
        else:
            self._line_below(node, f"{' ' * node.start_mark.column}- {item}")
        return (*path, len(node.value))

    def _line_below(self, node: Any, line: str) -> None:
        last = self.text.find("\n", _end(node))
        last = len(self.text) if last < 0 else last
        self._splice(last, last, f"\n{line}")

    def _key_end(self, path: Path) -> int:
        key = self.node(path)[0]
        return int(self.text.index(":", key.end_mark.index) + 1)

    def _splice(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]


def _end(node: Any) -> int:
    """Where a node ends, comments behind it left out."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1] if node.value else None
    if last is None:
        return int(node.end_mark.index)
    return _end(last[1] if isinstance(last, tuple) else last)
