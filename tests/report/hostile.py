"""Texts that mean something in every markup, put in place of every text of a ledger; and what a document is then."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
HOSTILE = 'A | # <b>x</b> $y$ [l](http://a) `c` *e* ![i](j) ^f[g] {{ 7*7 }} \\ & &amp; "q"\n# two\n\n- three 😀'

SEALED = "yx-titles-01"
TEXTS = {
    "title", "objective", "reason", "progress", "problems", "next", "summary", "steps", "conditions", "cost", "risks",
    "scale", "adapted", "note", "source", "resolution", "basis", "deliverable", "method", "scope", "override_reason",
}  # fmt: skip


def with_texts(target: Path, text: str) -> Path:
    """A copy of the example whose every text is that one.

    The seal of one pilot breaks, which is a finding like others; the rest have none, since to find what was changed
    thousands of values are tried for each part of a plan.
    """
    shutil.copytree(ROOT / "pilots", target / "pilots", ignore=shutil.ignore_patterns("evidence"))
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, target / name)
    for file in target.rglob("*.yaml"):
        data = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
        if file.name == "pilot.yaml" and file.parent.name != SEALED:
            data.get("approval", {}).pop("seal", None)
        one_line = text.replace("\n", " ") if file.parent == target else text
        file.write_text(
            yaml.dump(replaced(data, one_line), Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8"
        )
    return target


def replaced(data: Any, text: str, key: str = "") -> Any:
    if isinstance(data, dict):
        languages = "zh" in data or "en" in data
        return {
            name: (text.replace("\n", " ") if languages and name in ("zh", "en") and "id" in data else text)
            if (languages and name in ("zh", "en")) or (name in TEXTS and key != "verified" and isinstance(value, str))
            else replaced(value, text, name)
            for name, value in data.items()
        }
    return [replaced(item, text, key) for item in data] if isinstance(data, list) else data


def skeleton(blocks: Any) -> list[str]:
    """The kinds of all elements in order, but for words and the breaks between lines of a text."""
    quiet = {"Str", "Space", "SoftBreak", "LineBreak", "RawInline", "Para", "Plain"}
    return [kind for kind in kinds(blocks) if kind not in quiet]


def kinds(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "t" in node:
            yield node["t"]
        yield from kinds(node.get("c", []))
    elif isinstance(node, list):
        for item in node:
            yield from kinds(item)


def plain_text(node: Any) -> str:
    if isinstance(node, dict):
        if node.get("t") == "Str":
            return str(node["c"])
        if node.get("t") in ("Space", "SoftBreak"):
            return " "
        return plain_text(node.get("c", []))
    return "".join(map(plain_text, node)) if isinstance(node, list) else ""
