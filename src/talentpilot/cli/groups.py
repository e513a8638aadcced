"""Option groups: options that stand together in many commands, named once and handed over as one value.

A group is a frozen dataclass whose fields are options. A command takes it as a parameter of that type:

    def done(session: Session, step: Step, writing: Writing) -> ExitCode: ...

and `expanded` puts `--dry-run` and `--force` in its place, `gathered` makes the value of what was given.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from typing import Any

Groups = Mapping[type, Any]
"""What was given before the command, by group."""


def groups_of(function: Callable[..., Any]) -> dict[str, type]:
    """The groups that a command takes, by the name of the parameter; the session is none."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {item.name: item.annotation for item in parameters if is_group(item.annotation)}


def is_group(annotation: object) -> bool:
    """Whether the type of a parameter is a group of options."""
    return isinstance(annotation, type) and is_dataclass(annotation)


def expanded(parameters: list[inspect.Parameter]) -> Iterator[inspect.Parameter]:
    """The parameters with the options of each group in its place, all of them by keyword."""
    for item in parameters:
        if is_group(item.annotation):
            yield from options_of(item.annotation)
        else:
            yield item.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def options_of(group: type) -> Iterator[inspect.Parameter]:
    """The options of one group as parameters."""
    for item in fields(group):
        yield inspect.Parameter(
            item.name, inspect.Parameter.KEYWORD_ONLY, default=_default(item), annotation=item.type
        )  # fmt: skip


def gathered(groups: Mapping[str, type], arguments: dict[str, Any], outer: Groups) -> dict[str, Any]:
    """The arguments with the options of each group as one value; `outer` fills in where these are silent."""
    values = {name: _one(group, arguments, outer.get(group)) for name, group in groups.items()}
    return {**arguments, **values}


def _one(group: type, arguments: dict[str, Any], outer: Any) -> Any:
    given = {item.name: arguments.pop(item.name) for item in fields(group)}
    if outer is None:
        return group(**given)
    said = {item.name: given[item.name] for item in fields(group) if given[item.name] != _default(item)}
    return replace(outer, **said)


def _default(item: "Field[Any]") -> Any:
    return inspect.Parameter.empty if item.default is MISSING else item.default
