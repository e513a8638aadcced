"""Data classes as those of `dataclasses`, made five times and filled twice as fast if they are frozen and have slots.

The library writes and compiles six methods for each class, which is a fifth of the start of a command, and sets each
field of a frozen object by a call of its own. Here one method is compiled; the others are the same for all classes. A
test compares both. Type checkers see the library's own.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - what this module offers
else:

    def dataclass(cls: type | None = None, **options: bool) -> Any:
        """Make a data class; one that is not frozen, or has no slots, is left to the library."""
        if cls is None and options == {"frozen": True, "slots": True}:
            return _frozen
        return dataclasses.dataclass(cls, **options)


def _frozen(cls: type) -> Any:
    base = getattr(cls, "__dataclass_params__", None)
    if hasattr(cls, "__post_init__") or (base is not None and base.frozen):  # one of the library's own
        return dataclasses.dataclass(frozen=True, slots=True)(cls)
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    own, fields = vars(cls), dataclasses.fields(made)
    methods = {"__setattr__": _refuse, "__delattr__": _refuse, "__reduce__": _reduce, "__repr__": _repr}
    methods |= _comparing(tuple(item.name for item in fields))
    for name, method in methods.items():
        if name not in own or own[name] is None:
            setattr(made, name, method)
    made.__new__ = _filling(made, fields)
    return made


def _filling(cls: type, fields: tuple["dataclasses.Field[Any]", ...]) -> Any:
    """Return what makes an object: open while it is filled, of its class from then on."""
    known: dict[str, Any] = {"_object": object.__new__, "_open": _open(cls), "_Absent": _Absent}
    takes, lines = ["cls"], []
    for item in fields:
        name = value = item.name
        if item.default_factory is not dataclasses.MISSING:
            known[f"_make_{name}"], known[f"_default_{name}"] = item.default_factory, _Absent
            value = f"_make_{name}() if {name} is _Absent else {name}"
        elif item.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = item.default
        takes.append(f"{name}=_default_{name}" if f"_default_{name}" in known else name)
        lines.append(f" self.{name} = {value}")
    code = "\n".join((f"def __new__({', '.join(takes)}):", " self = _object(_open)", *lines))
    exec(f"{code}\n self.__class__ = cls\n return self", known)
    return known["__new__"]


def _open(cls: type) -> type:
    """Return a class whose objects can be changed, and become those of `cls`."""
    unguarded = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(cls)(cls.__name__, (cls,), {"__slots__": (), **unguarded})


class _Absent:
    """Stands for an argument that was not given."""


def _values(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    """Return what takes the values from an object; the library's own function takes no single one as a tuple."""
    return attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, name) for name in names)


def _comparing(names: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
    """Return equality and hash: those of the values in their order."""
    values = _values(names)

    def equal(one: object, other: object) -> Any:
        return values(one) == values(other) if other.__class__ is one.__class__ else NotImplemented

    def hashed(one: object) -> int:
        return hash(values(one))

    return {"__eq__": equal, "__hash__": hashed}


def _refuse(_: object, name: str, *value: object) -> None:
    verb = "assign to" if value else "delete"
    raise dataclasses.FrozenInstanceError(f"cannot {verb} field {name!r}")


def _repr(one: Any) -> str:
    fields = ", ".join(f"{item.name}={getattr(one, item.name)!r}" for item in dataclasses.fields(one))
    return f"{type(one).__qualname__}({fields})"


def _reduce(one: Any) -> tuple[type, tuple[Any, ...]]:
    """Let an object travel between processes, or be copied."""
    return type(one), tuple(getattr(one, item.name) for item in dataclasses.fields(one))
