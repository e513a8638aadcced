"""Every message of the reports has its Chinese, and the catalogue holds nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import polib
from jinja2 import nodes

from talentpilot.i18n.terms import TERMS

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "talentpilot"
CATALOGUE = polib.pofile(str(SOURCE / "i18n" / "zh.po"), encoding="utf-8")


def of_templates() -> Iterator[str]:
    """The first texts of each `_(…)`, and both of each `n_(…)`."""
    environment = jinja2.Environment()
    folder = ROOT / "templates"
    for file in sorted(folder.rglob("*.md.j2")):
        for call in environment.parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in {"_", "n_"}:
                for argument in call.args[: 1 if call.node.name == "_" else 2]:
                    assert isinstance(argument, nodes.Const), f"{file.name}:{call.lineno} is no literal text"
                    yield str(argument.value)


def of_code() -> Iterator[str]:
    """The texts in `message("…")`, `say.text("…")` and `say.count("…", "…")`."""
    for file in sorted((SOURCE / "report").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            owner = getattr(getattr(called, "value", None), "id", "")
            if (name == "message" and not owner) or (owner == "say" and name in {"text", "count"}):
                literals = node.args[: 2 if name == "count" else 1]
                yield from (str(one.value) for one in literals if isinstance(one, ast.Constant))


def of_terms() -> Iterator[str]:
    yield from (text for group in TERMS.values() for text in group.values())


def wanted() -> set[str]:
    found = [set(of_templates()), set(of_code()), set(of_terms())]
    assert all(len(part) > 30 for part in found), "one of the collectors sees nothing"
    return set().union(*found)


def test_every_message_has_its_chinese() -> None:
    assert wanted() - {entry.msgid for entry in CATALOGUE if entry.msgstr} == set()


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    assert {entry.msgid for entry in CATALOGUE} - wanted() == set()


def test_no_message_stands_twice() -> None:
    ids = [entry.msgid for entry in CATALOGUE]
    assert len(ids) == len(set(ids))


def test_both_languages_fill_the_same_holes() -> None:
    for entry in CATALOGUE:
        holes = [set(re.findall(r"\{(\w+)\}", text)) for text in (entry.msgid, entry.msgstr)]
        assert holes[0] == holes[1], entry.msgid


def test_chinese_wording_has_chinese_punctuation() -> None:
    for entry in CATALOGUE:
        assert not re.search(r"[一-鿿] ?[,;:()]|[,;:()] ?[一-鿿]", entry.msgstr), entry.msgstr
