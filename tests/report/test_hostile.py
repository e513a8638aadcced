"""Any text in any field of any model prints as itself: in Markdown, in JSON, in the pages; in periods and evaluations.

The ledger of these tests has a hostile text with a number in every field that can hold one, also in those that the
example leaves out. What pandoc reads from the Markdown, what stands in the JSON and what the pages hold is compared
with what went in, number by number; and each field must have been met in at least one report, or be listed here.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from conftest import Ran
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.milestones import MilestonesFile
from talentpilot.model.outcomes import OutcomesFile
from talentpilot.model.pilot import PilotFile
from talentpilot.model.programme import Programme
from talentpilot.report import pandoc
from talentpilot.report.markdown import clean

ROOT = Path(__file__).parents[2]
PILOTS = ("yx-titles-01", "yx-titles-02")
HOSTILE = (
    'A | # <b>x</b> $y$ [l](http://a) `c` *e* _f_ ~~g~~ ![i](j) ^[h] {{ 7*7 }} {% raw %} {#k} \\ & &amp; &#65; "q" '
    "=1+1 @SUM(A1) +1 -1 #set page(width: 1pt) #import x $ @cite <label> // no /* comment */ \u202eright\u202c é\n"
    "# two\n\n- three 😀\n1. four\n---\n```\n::: five\n<script>alert(1)</script> <!-- six -->"
)
LINES = {"zh", "en", "contact", "by", "document", "documents", "number"}
"""Fields of one line that hold words or the number of a document; all others are ids, codes, addresses and paths."""
NOT_WORDS = {"Verification.by"}
MARK = re.compile(r"Qz(\d{4})x")
Run = Callable[..., Ran]


@dataclass
class Texts:
    """What was written where: by number the text and the field, such as `Practice.summary`."""

    said: dict[int, str] = field(default_factory=dict)
    fields: dict[int, str] = field(default_factory=dict)

    def new(self, where: str, body: str, *, one_line: bool) -> str:
        number = len(self.said)
        text = f"Qz{number:04}x {body}"
        self.said[number] = text.replace("\n", " ") if one_line else text
        self.fields[number] = where
        return self.said[number]


def leaves(annotation: Any) -> Iterator[type]:
    """The types that an annotation is made of."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        yield annotation
    for part in get_args(annotation):
        yield from leaves(part)


def fill(model: type[BaseModel], data: dict[str, Any], texts: Texts, body: str) -> None:
    """Put a text into every field of a record, and of the records in it, that can hold one."""
    for name, info in model.model_fields.items():
        key, kinds, where = info.alias or name, set(leaves(info.annotation)), f"{model.__name__}.{name}"
        many = any(get_origin(part) is tuple for part in (info.annotation, *get_args(info.annotation)))
        records = [kind for kind in kinds if issubclass(kind, BaseModel)]
        if Text in kinds and not records:
            wordings = {language: texts.new(where, body, one_line=model is Programme) for language in ("zh", "en")}
            data[key] = [wordings] if many else wordings
        elif str in kinds and key in LINES and where not in NOT_WORDS:
            line = texts.new(where, body, one_line=True)
            data[key] = [line] if many else line
        elif records:
            inner = data.get(key)
            if inner is None and not many and not any(item.is_required() for item in records[0].model_fields.values()):
                inner = data[key] = {}
            for one in inner if isinstance(inner, list) else [inner] if isinstance(inner, dict) else []:
                fill(records[0], one, texts, body)


def hostile_ledger(target: Path, body: str) -> Texts:
    """A copy of two pilots of the example, every text of it replaced."""
    texts = Texts()
    for name in PILOTS:
        shutil.copytree(ROOT / "pilots" / name, target / "pilots" / name, ignore=shutil.ignore_patterns("evidence"))
    models: list[tuple[str, type[BaseModel]]] = [("programme.yaml", Programme), ("catalogue.yaml", Catalogue)]
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, target / name)
    models += [("pilots/*/pilot.yaml", PilotFile), ("pilots/*/milestones.yaml", MilestonesFile)]
    models += [("pilots/*/outcomes.yaml", OutcomesFile), ("pilots/*/evaluations/*.yaml", Evaluation)]
    for pattern, model in models:
        for file in sorted(target.glob(pattern)):
            data = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
            add_what_the_example_lacks(model, data)
            fill(model, data, texts, body)
            file.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    return texts


def add_what_the_example_lacks(model: type[BaseModel], data: dict[str, Any]) -> None:
    """Records that the example has none of, so that their texts are met as well."""
    if model is Programme:
        data["waivers"] = [{"rule": "M04", "object": f"{PILOTS[0]}/M1", "by": "x", "until": "2027-01-01"}]
    if model is PilotFile:
        entry = {"id": "N9", "date": "2026-08-15", "channel": "national", "title": "x"}
        data["publicity"] = [*data.get("publicity", []), entry]
    if model is OutcomesFile:
        data["indicators"][0]["unit"] = "firms"
    if model is Evaluation:
        data.setdefault("decision", {"outcome": "adapt", "date": data["as_of"]})


@dataclass(frozen=True)
class Made:
    """The reports made from a hostile ledger, as files, and what went into it."""

    texts: Texts
    folder: Path

    def files(self, ending: str) -> list[Path]:
        return sorted(path for path in self.folder.rglob(f"*.{ending}"))


WHEN = ("--as-of", "2026-09-30", "--issued", "2026-10-20", "--lang", "both")


def made(run: Run, folder: Path, body: str, forms: str) -> Made:
    ledger = folder / "ledger"
    texts = hostile_ledger(ledger, body)
    out = folder / "out"
    for view in ("programme", f"pilot:{PILOTS[0]}"):
        ran = run("report", "--root", ledger, "--period", "2026Q3", *WHEN, "--view", view, "--format", forms, "-o", out)
        assert ran.code == 0, ran.err
    for what in ((PILOTS[0],), ()):
        ran = run("evaluate-report", *what, "--root", ledger, *WHEN, "--format", forms, "-o", out)
        assert ran.code == 0, ran.err
    return Made(texts, out)


@pytest.fixture
def hostile(run: Run, tmp_path: Path) -> Made:
    return made(run, tmp_path, HOSTILE, "md,json")


def shown_texts(node: Any) -> Iterator[str]:
    """The words of each block of inlines, titles of pictures among them; a line break is a space."""
    if isinstance(node, dict):
        content: Any = node.get("c")
        if node.get("t") in ("Para", "Plain"):
            yield plain(content)
        elif node.get("t") == "Header":
            yield plain(content[2])
        if node.get("t") == "Image":
            yield content[2][1]
        yield from shown_texts(content)
    elif isinstance(node, list):
        for item in node:
            yield from shown_texts(item)


def plain(node: Any) -> str:
    match node:
        case {"t": "Str", "c": str(text)}:
            return text
        case {"t": "Space" | "SoftBreak" | "LineBreak"} | {"t": "RawInline", "c": ["html", "<br>"]}:
            return " "
        case {"t": "RawInline"}:
            raise AssertionError(f"raw markup: {node}")
        case {"c": content}:
            return plain(content)
        case list():
            return "".join(map(plain, node))
    return ""


def one_line(text: str) -> str:
    return re.sub(" +", " ", clean(text).replace("\n", " "))


NEVER_SHOWN = {
    "Programme.short_title": "for heads of official documents",
    "Catalogue.source": "where the catalogue was taken from: for who keeps it",
    "Directive.issuer": "in the JSON; the title of the programme stands in its place",
    "Directive.number": "in the JSON; the title of the programme stands in its place",
    "Milestone.note": "a remark for who keeps the books",
    "Selection.document": "the basis itself is shown",
    "Task.note": "a remark for who keeps the catalogue",
}


@pytest.mark.slow
def test_every_text_in_the_markdown_is_the_one_that_went_in(hostile: Made) -> None:
    met: set[int] = set()
    for file in hostile.files("md"):
        tree = json.loads(pandoc.run(file.read_text(encoding="utf-8"), ("--to", "json")))["blocks"]
        for text in shown_texts(tree):
            said = re.sub(" +", " ", text)
            for mark in MARK.finditer(said):
                number = int(mark[1])
                whole, there = one_line(hostile.texts.said[number]), said[mark.start() :]
                if there.startswith(whole):
                    met.add(number)
                    continue
                shortened = there.partition("…")[0]  # a name in a message of the first page
                assert len(shortened) >= 12, hostile.texts.fields[number]
                assert whole.startswith(shortened), hostile.texts.fields[number]
    missing = set(hostile.texts.fields.values()) - {hostile.texts.fields[number] for number in met}
    assert sorted(missing) == sorted(NEVER_SHOWN)


@pytest.mark.slow
def test_every_text_in_the_json_is_the_one_that_went_in(hostile: Made) -> None:
    met = set()
    for file in hostile.files("json"):
        for text in strings(json.loads(file.read_text(encoding="utf-8"))):
            mark = MARK.match(text)
            if mark:
                assert text == hostile.texts.said[int(mark[1])]
                met.add(int(mark[1]))
            assert mark or not MARK.search(text), text
    assert len({hostile.texts.fields[number] for number in met}) > 40


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for item in node.values() if isinstance(node, dict) else node:
            yield from strings(item)


def letters(text: str) -> str:
    """A text as pages hold it: no matter where its lines break, and which word has a hyphen there."""
    return re.sub(r"[\s\u00ad\u2010\u2060-]", "", text)


def pages_of(file: Path) -> str:
    """What stands between the running head and the foot."""
    inside = ("-x", "0", "-y", "60", "-W", "900", "-H", "722")
    done = subprocess.run(["pdftotext", "-raw", *inside, str(file), "-"], capture_output=True, check=True)
    return letters(done.stdout.decode())


TURN = 300
"""Letters that may stand in the midst of a text: the head of a table that goes on over the page."""


def stands_there(text: str, printed: str) -> bool:
    """Whether the text stands at the beginning, whole, or in two parts with the turn of a page between them."""
    same = next((place for place, (one, other) in enumerate(zip(text, printed, strict=False)) if one != other), None)
    return same is None or text[same:] in printed[same:]


@pytest.mark.slow
def test_every_text_in_the_pages_is_the_one_that_went_in(run: Run, tmp_path: Path) -> None:
    hostile = made(run, tmp_path, HOSTILE, "pdf")
    seen, whole = set(), set()
    for file in hostile.files("pdf"):
        pages = pages_of(file)
        for mark in MARK.finditer(pages):
            number = int(mark[1])
            seen.add(hostile.texts.fields[number])
            said = letters(one_line(hostile.texts.said[number]).replace("😀", "〔U+1F600〕"))
            if stands_there(said, pages[mark.start() :][: len(said) + TURN]):
                whole.add(hostile.texts.fields[number])
    assert len(seen) > 40
    assert seen - whole == set()


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "times"), [("长", 10_000), ("word ", 2_000), ("x", 10_000)])
def test_ten_thousand_characters_print_to_the_last_one(run: Run, tmp_path: Path, unit: str, times: int) -> None:
    ledger = tmp_path / "ledger"
    shutil.copytree(
        ROOT / "pilots" / PILOTS[0], ledger / "pilots" / PILOTS[0], ignore=shutil.ignore_patterns("evidence")
    )
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, ledger / name)
    file = ledger / "pilots" / PILOTS[0] / "pilot.yaml"
    data = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
    long = "Qz0001x" + (unit * times).strip() + "Qz0002x"
    data["bottlenecks"][0]["title"] = data["reports"][-1]["progress"] = data["evidence"][1]["title"] = long
    file.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    what = ("--period", "2026Q3", *WHEN[:4], "--lang", "en", "--view", f"pilot:{PILOTS[0]}")
    ran = run("report", "--root", ledger, *what, "--format", "md,json,pdf", "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    (markdown,) = (tmp_path / "out").glob("*.md")
    (figures,) = (tmp_path / "out").glob("*.json")
    (pages,) = (tmp_path / "out").glob("*.pdf")
    assert markdown.read_text(encoding="utf-8").count(long) >= 3
    assert figures.read_text(encoding="utf-8").count(long) >= 3
    printed = pages_of(pages)
    assert printed.count(unit.strip()) >= 3 * times
    assert printed.count("Qz0002x") >= 3
