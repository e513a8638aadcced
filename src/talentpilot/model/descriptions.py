"""What each field says, in one line, for editors and the documentation: one source for both."""

from collections.abc import Iterable
from configparser import ConfigParser
from functools import cache
from importlib import resources

from talentpilot.model.base import Record


class _AsWritten(ConfigParser):
    """Keeps capital letters: `P` is not `p`."""

    def optionxform(self, optionstr: str) -> str:
        """Return the key as it stands."""
        return optionstr


@cache
def _meanings() -> ConfigParser:
    parser = _AsWritten(delimiters=("=",), comment_prefixes=("#",), interpolation=None)
    parser.read_string(resources.files("talentpilot.model").joinpath("meanings.ini").read_text("utf-8"))
    return parser


def meaning_of(record: type[Record], field: str) -> str:
    """Return what a field says, in English and Chinese; an inherited field is explained at the record that defines it.

    Raises:
        KeyError: nobody has explained it yet (a test finds that).
    """
    return _meanings()[record.__name__][field]


def field_called(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known field with this Chinese name, such as `lead` for 牵头单位; none if several have it.

    A part of the name is enough, and any record may name the field so.
    """
    wanted = frozenset(known)
    fields = [pair for record in _meanings().values() for pair in record.items() if pair[0] in wanted]
    names = {(field, one) for field, said in fields for one in said.rpartition(" ")[2].split("、") if name in one}
    found = {field for field, one in names if one == name} or {field for field, _ in names}
    return tuple(found) if len(found) == 1 and not name.isascii() else ()


def explained() -> frozenset[tuple[str, str]]:
    """(record, field) of everything that is explained."""
    parser = _meanings()
    return frozenset((section, key) for section in parser.sections() for key in parser[section])
