"""`talentpilot schema`: JSON Schemas that accept what the reader accepts, and refuse what it refuses."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import TESTS
from talentpilot.exchange.schema import KINDS, PUBLISHED, FileKind, schema_of, schema_text
from talentpilot.model.base import Record
from talentpilot.model.descriptions import explained, meaning_of
from talentpilot.model.modeline import modeline, with_modeline
from talentpilot.store.source import open_source, read_as

Run = Callable[..., Any]
ROOT = TESTS.parent
LEDGERS = (ROOT, TESTS / "sound", TESTS / "golden" / "ledger")
BY_NAME = {kind.name: kind for kind in KINDS}


class Editor(yaml.SafeLoader):
    """Reads YAML as an editor does, by version 1.2: dates are texts, `no` is a word, 010 is a number."""


Editor.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    for _char in _first:
        Editor.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_form})$"), [_char])
Editor.yaml_implicit_resolvers[""] = Editor.yaml_implicit_resolvers.pop("\0")


def as_number(loader: Editor, node: yaml.ScalarNode) -> float:
    text = str(loader.construct_scalar(node))
    return int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else float(text)


for _tag in ("int", "float"):
    Editor.add_constructor(f"tag:yaml.org,2002:{_tag}", as_number)


OF_THE_TEXT = ("F10", "F12")
"""Rules about how a value is written; a schema sees only the value."""


@cache
def validator(name: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(schema_of(BY_NAME[name]), format_checker=jsonschema.FormatChecker())


def kind_of(file: Path) -> FileKind | None:
    return BY_NAME.get("evaluation" if file.parent.name == "evaluations" else file.stem)


def refused(kind: FileKind, text: str) -> bool:
    return not validator(kind.name).is_valid(yaml.load(text, Loader=Editor))


def faults(kind: FileKind, text: str) -> list[str] | None:
    """The rules by which the reader refuses values; None where the YAML itself is wrong, which no schema sees."""
    source = open_source("x.yaml", text.encode("utf-8"))
    if source.problems:
        return None
    read_as(source, kind.model, f"talentpilot/{kind.name}/1")
    if source.problems:
        return None
    return [fault.rule for fault in source.faults if fault.rule not in OF_THE_TEXT]


def files_below(folder: Path) -> Iterator[tuple[Path, FileKind]]:
    """The files of a ledger with their kinds."""
    found = [folder / "programme.yaml", folder / "catalogue.yaml", *sorted((folder / "pilots").rglob("*.yaml"))]
    yield from ((file, kind) for file in found if (kind := kind_of(file)) is not None)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_is_a_json_schema_of_the_draft_that_editors_know(kind: FileKind) -> None:
    schema = schema_of(kind)
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == f"talentpilot/{kind.name}/1"
    assert "$defs" not in schema_text(kind)
    assert set(re.findall(r"#/definitions/(\w+)", schema_text(kind))) == set(schema["definitions"])


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda folder: folder.name)
def test_they_accept_every_file_of_the_ledgers(ledger: Path) -> None:
    seen = 0
    for file, kind in files_below(ledger):
        assert not refused(kind, file.read_text("utf-8")), file
        seen += 1
    assert seen >= 5


@pytest.mark.slow
def test_they_refuse_what_the_reader_refuses_in_the_cases_of_the_rules() -> None:
    judged = {True: 0, False: 0}
    for file in sorted((TESTS / "cases").rglob("*.yaml")):
        kind = kind_of(file)
        try:
            text = file.read_text("utf-8-sig")
        except UnicodeDecodeError:
            continue
        found = faults(kind, text) if kind is not None else None
        if kind is not None and found is not None:
            assert refused(kind, text) == bool(found), (file, found)
            judged[bool(found)] += 1
    assert judged[True] > 20
    assert judged[False] > 100


VALUES = (
    "null", '""', "{}", "[]", "[E1]", "x", "2026-03-31", "2026-02-30", "2026/3/1", "2026", "2026Q1", "2026Q5", "990000",
    "99", "true", "yes", "0", "1", "5", "-3", "1.5", "'1'", "NO", "M3", "m3", "policy", "'  '", "{zh: x}",
    "{zh: , en: }", "{fr: x}", "{zh: [1]}", "[[]]", "[null]", "1234567890123456", "{date: 2026-01-01, value: 3}",
    "[{id: E1}]", "'~'",
)  # fmt: skip


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from places(value, (*path, key))


def written(value: Any, chosen: str) -> str:
    """The data as YAML on one line, with the chosen words in the place of the mark."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {written(item, chosen)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item, chosen) for item in value) + "]"
    if value is MARK:
        return chosen
    plain = re.fullmatch(r"[A-Za-z0-9.-]+", value)
    return value if plain else json.dumps(value, ensure_ascii=False)


MARK = object()


@pytest.mark.parametrize("seed", range(2))
def test_a_value_put_anywhere_is_judged_as_the_reader_judges_it(seed: int) -> None:
    chance = random.Random(seed)
    files = [pair for ledger in LEDGERS[1:] for pair in files_below(ledger)]
    judged = {True: 0, False: 0}
    for _ in range(150):
        file, kind = chance.choice(files)
        data = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)
        *outer, last = chance.choice(list(places(data)))
        holder = data
        for step in outer:
            holder = holder[step]
        match chance.randrange(6):
            case 0:
                del holder[last]
            case 1 if isinstance(holder, dict):
                holder["extra"] = "1"
            case _:
                holder[last] = MARK
        chosen = chance.choice(VALUES)
        text = written(data, chosen)
        found = faults(kind, text)
        if found is None or _only_the_reader_sees(outer, last, chosen):
            continue
        assert refused(kind, text) == bool(found), (file, outer, last, chosen, found)
        judged[bool(found)] += 1
    assert min(judged.values()) > 20


TORN = (
    (": ", ":"), (": ", "："), (", ", ","), (", ", "，"), (", ", ", 920, "), ("{", "{x, "), ("}", ", 下一步}"),
    ("value: ", "value: 1,"), ("[", "{"), ("]", "}"), ("date", "dats"), ("\n", "\nbottlenecs:\n"), (": ", ": {}"),
    ("due", "due: {}, x"), ("zh: ", "zh: , zhh: "), (": ", ": null, "), ("-", "- {}\n  -"), ("}", ", value}"),
)  # fmt: skip
"""What a slip of the pen does to a text: these characters become those."""


@cache
def sound_texts() -> tuple[tuple[str, FileKind], ...]:
    """The files of two ledgers, and each as braces on one line, where commas and colons matter most."""
    found = []
    for file, kind in (pair for ledger in LEDGERS[1:] for pair in files_below(ledger)):
        text = file.read_text("utf-8")
        found += [(text, kind), (written(yaml.load(text, Loader=yaml.CBaseLoader), ""), kind)]
    return tuple(found)


@settings(max_examples=200)
@given(st.integers(0, 10_000), st.sampled_from(TORN), st.integers(0, 10_000))
def test_a_text_torn_anywhere_is_judged_as_the_reader_judges_it(file: int, slip: tuple[str, str], place: int) -> None:
    text, kind = sound_texts()[file % len(sound_texts())]
    old, new = slip
    found = [match.start() for match in re.finditer(re.escape(old), text)]
    at = found[place % len(found)] if found else 0
    torn = text[:at] + new + text[at + len(old) :]
    told = faults(kind, torn)
    if told is not None:
        assert refused(kind, torn) == bool(told), (text[max(0, at - 40) : at], new, text[at : at + 40], told)


def _only_the_reader_sees(outer: list[Any], last: Any, chosen: str) -> bool:
    """A word that is an id as well as a truth; an empty mapping as an item of a list of texts."""
    ids = ("id", "path", "task", "parent")
    return (chosen == "true" and last in ids) or (isinstance(last, int) and chosen in ("{}", "{zh: , en: }"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("milestones", "milestones: [{id: M1, title: x, owner: o, due: 2026-02-30}]"),
        ("milestones", "milestones: [{id: M1, title: {zh: , en: }, owner: o}]"),
        (
            "pilot",
            "id: yx-1\ntitle: x\ntask: t\nregion: 99000\nterm: {start: 2026-01-01, end: 2026-12-31}\nroles: {lead: a}",
        ),
        ("outcomes", "indicators: []\npractise: []"),
        ("catalogue", "domains: [{id: Titles}]"),
        ("programme", "id: p-1\ntitle: x"),
        ("evaluation", "type: final\nas_of: 2026-01-01\nevaluator: {org: e, independent: maybe}\nevidence_level: 2"),
    ],
)
def test_they_refuse_common_mistakes(name: str, text: str) -> None:
    assert refused(BY_NAME[name], f"schema: talentpilot/{name}/1\n{text}\n")
    assert refused(BY_NAME[name], "schema: talentpilot/other/1\n")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("{path: milestones/M3/due, from: 2026-01-01, to: 2026-02-01}", False),
        ("{path: milestones/M3/due, from: 2026-01-01, to: 41}", True),
        ("{path: milestones/M3/due, from: 2026-01-01}", False),
        ("{path: milestones/M3/owner, from: yx-edu}", True),
        ("{path: roles/guide, from: yx-edu}", False),
        ("{path: roles/units, from: [a1, b1], to: a1}", False),
        ("{path: indicators/I1/frequency, from: quarterly, to: weekly}", True),
        ("{path: milestones/M3}", False),
    ],
)
def test_the_values_of_a_change_are_typed_as_the_field_it_names(change: str, wrong: bool) -> None:
    text = (
        "schema: talentpilot/pilot/1\nid: yx-1\ntitle: x\ntask: t\nregion: 990000\nroles: {lead: a, units: [b]}\n"
        "term: {start: 2026-01-01, end: 2026-12-31}\nadjustments:\n"
        f"  - {{id: A1, kind: reschedule, reason: x, procedure: filing, changes: [{change}]}}\n"
    )
    assert refused(BY_NAME["pilot"], text) is wrong
    assert bool(faults(BY_NAME["pilot"], text)) is wrong


def test_another_program_reads_them_and_finds_the_same(tmp_path: Path) -> None:
    schema = tmp_path / "milestones.json"
    schema.write_text(schema_text(BY_NAME["milestones"]), "utf-8")
    good = [str(file) for file, kind in files_below(ROOT) if kind.name == "milestones"]
    bad = tmp_path / "milestones.yaml"
    bad.write_text(Path(good[0]).read_text("utf-8").replace("due: 2025-", "due: 2025/", 1), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema)]
    for files, code in ((good, 0), ([str(bad)], 1)):
        done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr


# ---- what the fields mean


def records(model: type[Record], found: dict[str, type[Record]]) -> dict[str, type[Record]]:
    from talentpilot.exchange.schema import models_in

    found[model.__name__] = model
    for info in model.model_fields.values():
        for inner in models_in(info.annotation):
            if inner.__name__ not in found:
                records(inner, found)
    return found


def test_every_field_is_explained_in_both_languages_and_nothing_else_is() -> None:
    found: dict[str, type[Record]] = {}
    for kind in PUBLISHED:
        records(kind.model, found)
    fields = {
        (name, info.alias or field) for name, model in found.items() for field, info in model.model_fields.items()
    }
    assert explained() == fields
    for name, field in fields:
        words = meaning_of(found[name], field)
        assert re.search(r"[A-Za-z].* .*[\u4e00-\u9fff]", words), (name, field, words)


# ---- the command


def test_a_kind_is_printed_as_one_document(run: Run) -> None:
    ran = run("schema", "pilot")
    assert ran.code == 0
    assert json.loads(ran.out) == schema_of(BY_NAME["pilot"])


def test_without_a_kind_they_are_listed(run: Run) -> None:
    ran = run("schema")
    assert ran.out.split("\n")[:2] == ["programme   programme.yaml", "catalogue   catalogue.yaml"]
    assert len(ran.out.strip().split("\n")) == len(PUBLISHED)


def test_an_unknown_kind_is_refused(run: Run) -> None:
    assert run("schema", "plot").code == 2


def test_they_are_written_into_the_ledger_and_renewed(run: Run, sound: Path) -> None:
    ran = run("schema", "--write", "--root", sound)
    assert ran.code == 0
    assert sorted(file.name for file in (sound / "schemas").iterdir()) == sorted(f"{kind.name}.json" for kind in KINDS)
    old = sound / "schemas" / "pilot.json"
    old.write_text(old.read_text("utf-8").replace("talentpilot/pilot/1", "talentpilot/pilot/0"), "utf-8")
    again = run("schema", "--write", "--root", sound)
    assert again.out.count("(unchanged)") == len(KINDS) - 1
    assert old.read_text("utf-8") == schema_text(BY_NAME["pilot"])
    assert run("validate", "--root", sound, "--as-of", "2026-03-31").code == 0


def test_one_kind_may_be_written_alone(run: Run, sound: Path) -> None:
    assert run("schema", "pilot", "--write", "--root", sound).code == 0
    assert [file.name for file in (sound / "schemas").iterdir()] == ["pilot.json"]


def test_a_file_that_somebody_else_wrote_is_not_overwritten(run: Run, sound: Path) -> None:
    (sound / "schemas").mkdir()
    (sound / "schemas" / "pilot.json").write_text("{}", "utf-8")
    ran = run("schema", "--write", "--root", sound)
    assert (ran.code, "schemas/pilot.json" in ran.err) == (2, True)
    assert [file.name for file in (sound / "schemas").iterdir()] == ["pilot.json"]


def test_the_first_line_of_a_file_leads_to_its_schema() -> None:
    for kind, path, line in (
        ("programme", "programme.yaml", "# yaml-language-server: $schema=schemas/programme.json\n"),
        ("pilot", "pilots/x/pilot.yaml", "# yaml-language-server: $schema=../../schemas/pilot.json\n"),
        (
            "evaluation",
            "pilots/x/evaluations/a.yaml",
            "# yaml-language-server: $schema=../../../schemas/evaluation.json\n",
        ),
    ):
        assert modeline(kind, path) == line
        assert with_modeline(with_modeline("a: 1\n", kind, path), kind, path) == f"{line}a: 1\n"


@pytest.mark.parametrize(
    "file", sorted((ROOT / "src" / "talentpilot" / "_schemas").glob("*.json")), ids=lambda f: f.name
)
def test_the_schemas_of_what_commands_print_are_schemas(file: Path) -> None:
    schema = json.loads(file.read_text("utf-8"))
    jsonschema.validators.validator_for(schema).check_schema(schema)
    assert schema["$id"].startswith("urn:talentpilot:schema:")
