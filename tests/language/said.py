"""Collects, from the code, every template that `validate` can say: messages, helps, and the words that fill holes.

A call of `Finding`, `Contradiction`, `fault` or `Message` is followed to the literals it is made from: through
conditions, names bound anywhere in the module, parameters, tables, and generators that yield tuples of texts. What
can't be followed is an error, so that no message escapes the catalogue.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import talentpilot

SOURCE = Path(talentpilot.__file__).parent
SAYING = {
    "Finding": (("message", 2), ("help", 4)),
    "Contradiction": (("message", 2), ("help", 4)),
    "Message": (("template", 0),),
    "fault": (("template", 1),),
    "Attachment": (("problem", 0),),
}
"""By what is called: the parameters that are templates, with their positions."""
CARRIED = {"message", "help", "problem"}
"""Attributes that hand on what was said elsewhere and is collected there."""
PASSED_ON = {
    "locations.py": {"Message"},
    "records.py": {"Message"},
    "scalars.py": {"Message"},
    "undo_log.py": {"Message"},
}
"""Files that hand on templates collected where they are written."""


class Module:
    """One module, with everything that a name in it may be bound to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.tree = ast.parse(file.read_text(encoding="utf-8"))
        self.functions = {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}
        self.bound: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.tree):
            self._bind(node)

    def _bind(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=value) if value:
                self._pair(target, value)
            case ast.AugAssign(target=target, value=value):
                self._pair(target, value)
            case ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source):
                for value in self._items(source):
                    self._pair(target, value)
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                names = [item.arg for item in self.functions[name].args.args]
                for parameter, value in [*zip(names, node.args, strict=False)]:
                    self.bound.setdefault(parameter, []).append(value)
                for keyword in node.keywords:
                    self.bound.setdefault(keyword.arg or "", []).append(keyword.value)

    def _items(self, source: ast.expr, seen: frozenset[str] = frozenset()) -> Iterator[ast.expr]:
        """What an iteration runs over: the items of a literal, or what a generator of this module yields."""
        match source:
            case ast.Tuple(elts=items) | ast.List(elts=items):
                yield from items
            case ast.GeneratorExp(elt=item) | ast.ListComp(elt=item):
                yield item
            case ast.Name(id=name) if name not in seen:
                for value in self.bound.get(name, []):
                    yield from self._items(value, seen | {name})
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                for node in ast.walk(self.functions[name]):
                    if isinstance(node, ast.Yield) and node.value is not None:
                        yield node.value

    def _pair(self, target: ast.expr, value: ast.expr) -> None:
        match target, value:
            case ast.Name(id=name), _:
                self.bound.setdefault(name, []).append(value)
            case ast.Tuple(elts=names), ast.Tuple(elts=values):
                for one, part in zip(names, values, strict=False):
                    self._pair(one, part)

    def literals(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> set[str]:
        """The texts that an expression may be; `?` with the line where one can't be followed."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp(body=one, orelse=other):
                parts = [one, other]
            case ast.BoolOp(values=values):
                parts = values
            case ast.Name(id=name) if name in self.bound:
                parts = self.bound[name] if name not in seen else []
                seen |= {name}
            case ast.Subscript(value=ast.Name(id=name)) if name in self.bound:
                tables = [value for value in self.bound[name] if isinstance(value, ast.Dict)]
                parts = [value for table in tables for value in table.values]
            case ast.Attribute(attr=name) if name in CARRIED:
                parts = []
            case ast.Call(func=ast.Name(id="Message") | ast.Attribute(value=ast.Name(id="Message"), attr="of")):
                parts = []
            case _:
                return {f"? {self.file.name}:{node.lineno}"}
        return set().union(*(self.literals(part, seen) for part in parts))

    def said(self) -> Iterator[str]:
        """Every template of the module."""
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Call) or (called := _called(node)) not in SAYING:
                continue
            hands_on = called in PASSED_ON.get(self.file.name, ())
            if hands_on and not isinstance(node.args[0], ast.Constant | ast.Name | ast.IfExp):
                continue
            for name, position in SAYING[called]:
                given = [item.value for item in node.keywords if item.arg == name] or node.args[position : position + 1]
                for value in given:
                    yield from self.literals(value)


def _called(node: ast.Call) -> str:
    """Return what is called: a plain name, or `Message` for `Message.of`."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="Message" as name), attr="of"):
            return name
    return ""


def templates() -> set[str]:
    """Every template that rules, models and the store can say, and the helps of faults."""
    from talentpilot.model.scalars import HELPS

    found = set(HELPS.values())
    for folder in ("rules", "model", "store"):
        for file in [*sorted((SOURCE / folder).rglob("*.py")), SOURCE / "suggestions.py"]:
            found |= set(Module(file).said())
    found |= set(Module(SOURCE / "suggestions.py").said())
    return found - {""}
