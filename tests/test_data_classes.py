"""Our data classes behave as those of the library, which they stand for."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any, Generic, TypeVar

import pytest

from talentpilot import data_classes

T = TypeVar("T")


def made_by(decorate: Callable[..., Any]) -> tuple[Any, Any, Any]:
    """The same three classes: with fields of every kind, with one field, with none."""

    @decorate(frozen=True, slots=True)
    class Many:
        """Doc."""

        name: str
        size: int = 3
        parts: list[int] = field(default_factory=list)

        @property
        def twice(self) -> int:
            return self.size * 2

    @decorate(frozen=True, slots=True)
    class One(Generic[T]):
        """Doc."""

        value: T

        def __str__(self) -> str:
            return f"<{self.value}>"

    @decorate(frozen=True, slots=True)
    class Empty:
        """Doc."""

    return Many, One, Empty


OURS, THEIRS = made_by(data_classes.dataclass), made_by(dataclasses.dataclass)


@dataclasses.dataclass(frozen=True)
class Parent:
    name: str


@data_classes.dataclass(frozen=True, slots=True)
class Child(Parent):
    age: int = 0


@data_classes.dataclass(frozen=True, slots=True)
class Sent:
    name: str
    others: tuple[Any, ...] = ()


@data_classes.dataclass(frozen=True, slots=True)
class SentToo(Sent):
    more: int = 1


@data_classes.dataclass(frozen=True, slots=True)
class Looked:
    name: str

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("no name")


@pytest.mark.parametrize(("many", "one", "empty"), [OURS, THEIRS], ids=["ours", "theirs"])
class TestBoth:
    def test_fill_defaults_and_take_names(self, many: Any, one: Any, empty: Any) -> None:
        plain = many("a")
        assert (plain.name, plain.size, plain.parts, plain.twice) == ("a", 3, [], 6)
        assert plain.parts is not many("a").parts
        assert many(size=4, parts=[1], name="b") == many("b", 4, [1])
        with pytest.raises(TypeError, match="name"):
            many()
        with pytest.raises(TypeError, match="colour"):
            many("a", colour=1)
        assert one(5).value == 5
        assert type(empty()) is empty

    def test_never_change(self, many: Any, one: Any, empty: Any) -> None:
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
            many("a").name = "b"
        with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
            del many("a").name
        with pytest.raises((FrozenInstanceError, TypeError)):
            one(1).other = 2
        assert not hasattr(many("a"), "__dict__")

    def test_compare_by_class_and_values(self, many: Any, one: Any, empty: Any) -> None:
        assert many("a") == many("a", 3)
        assert many("a") != many("a", 4)
        assert one(1) != many(1)
        assert one(1) != (1,)
        assert empty() == empty()
        assert hash(one("x")) == hash(("x",))
        assert hash(empty()) == hash(())
        assert len({one(1), one(1), one(2)}) == 2
        with pytest.raises(TypeError, match="unhashable"):
            hash(many("a"))

    def test_are_data_classes_to_the_library(self, many: Any, one: Any, empty: Any) -> None:
        plain: Any = many("a")
        assert hasattr(many, "__dataclass_fields__")
        assert [item.name for item in fields(plain)] == ["name", "size", "parts"]
        assert replace(plain, size=5) == many("a", 5)
        assert asdict(plain) == {"name": "a", "size": 3, "parts": []}
        assert repr(plain).endswith("Many(name='a', size=3, parts=[])")
        assert str(one(1)) == "<1>"
        match plain:
            case many(name, size):
                assert (name, size) == ("a", 3)


def test_a_class_may_be_generic() -> None:
    assert OURS[1][int](5).value == 5


def test_objects_can_be_sent_and_copied() -> None:
    sent = SentToo("a", (Sent("b"), 1))
    assert pickle.loads(pickle.dumps(sent)) == sent == copy.deepcopy(sent) == copy.copy(sent)
    assert type(sent) is SentToo
    assert sent.more == 1


def test_what_is_not_served_is_left_to_the_library() -> None:
    assert Child("a", 2) == Child("a", 2)
    with pytest.raises(FrozenInstanceError):
        Child("a").age = 3  # type: ignore[misc]
    with pytest.raises(ValueError, match="no name"):
        Looked("")

    @data_classes.dataclass(slots=True)
    class Open:
        name: str

    changed = Open("a")
    changed.name = "b"
    assert changed == Open("b")
