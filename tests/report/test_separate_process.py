"""Endless work and endless memory of templates, charts and pages end with one message, and nothing goes on running."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from report_sources import source_of
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.errors import TalentpilotError, TemplateError
from talentpilot.report import templates
from talentpilot.report.publish import RenderOptions, publish
from talentpilot.report.quarterly import quarterly_publication
from talentpilot.report.separate_process import LIMITS, Limits, publish_within_limits
from talentpilot.report.views.inputs import Scope
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view

pytestmark = pytest.mark.timeout(120)

SHORT = Limits(seconds=6, bytes=1_000_000_000)
ROOT = Path(__file__).parents[2] / "tests" / "golden" / "ledger"


@pytest.fixture(scope="module")
def view() -> QuarterlyView:
    return quarterly_view(source_of(ROOT, "2026Q1", "2026-03-31", "2026-04-20", Scope(), PilotSelection(), "internal"))


@pytest.fixture(scope="module")
def many() -> QuarterlyView:
    """The example ledger: a report on fewer than four pilots has no charts."""
    root = Path(__file__).parents[2]
    return quarterly_view(source_of(root, "2026Q1", "2026-03-31", "2026-04-20", Scope(), PilotSelection(), "internal"))


def made(view: QuarterlyView, folder: Path, *forms: str, limits: Limits = LIMITS) -> dict[str, bytes]:
    options = RenderOptions(forms or ("md",), True, (folder,), lambda _: None, lambda _: None)
    return dict(publish_within_limits(quarterly_publication(view, ("en",), (folder,)), options, limits))


def section(folder: Path, text: str) -> None:
    (folder / "quarterly").mkdir(exist_ok=True)
    (folder / "quarterly" / "own_first.md.j2").write_text(text, encoding="utf-8")


DOUBLING = "{% set ns = namespace(a=['lol' * 10]) %}{% for i in range(30) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}"
TEMPLATES = {
    "two loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a list in a list, printed": DOUBLING + "{{ ns.a }}",
    "a list in a list, joined": DOUBLING + "{{ ns.a ~ '' }}",
    "a list in a list, compared": DOUBLING + "{{ ns.a == [ns.a[0], ns.a[1] + []] }}{{ ns.a | string | length }}",
    "a list in a list, as JSON": DOUBLING + "{{ ns.a | tojson }}",
    "memory in a loop": "{% set ns = namespace(a=[]) %}{% for i in range(99999) %}"
    "{% set ns.a = [ns.a, ('x' ~ i) * 49999999] %}{% endfor %}",
    "a long text": "{{ 'a' * 10 ** 10 }}",
    "translate": "{{ ('a' * 100000).translate({97: 'b' * 1000000}) }}",
    "a number": "{{ (9 ** (9 ** 9)) % 2 }}",
    "a width": "{{ '%1000000000d' % 1 }}{{ '{:>9999999999}'.format(1) }}",
    "cycler": "{{ cycler(*(['a'] * 400000000)).next() }}",
    "replace": "{% set s = 'a' * 100000 %}{{ s | replace('a', s) }}",
    "wordwrap": "{% for i in range(99999) %}{{ ('a ' * 99999) | wordwrap(1) }}{% endfor %}",
    "recursion": "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}",
    "blocks in blocks": "{% if 1 %}" * 200 + "{% endif %}" * 200,
    "brackets": "{{ " + "(" * 3000 + ")" * 3000 + " }}",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_ends(view: QuarterlyView, tmp_path: Path, name: str) -> None:
    section(tmp_path, TEMPLATES[name])
    refused(view, tmp_path, "md")


def refused(view: QuarterlyView, folder: Path, *forms: str) -> str:
    with pytest.raises(TalentpilotError) as raised:
        made(view, folder, *forms, limits=SHORT)
    said = str(raised.value)
    assert said.count("\n") <= 1
    assert len(said) < 1000
    assert "Traceback" not in said
    return said


HEAD = '"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "point", '
CHARTS = {
    "regular expression": HEAD
    + '"data": {"values": [{"a": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}]},'
    + '"transform": [{"calculate": "test(/^(a+)+$/, datum.a)", "as": "b"}], "encoding": {"x": {"field": "b"}}',
    "sequence in an expression": HEAD
    + '"params": [{"name": "p", "expr": "sequence(1e8)"}], "data": {"values": [{"a": 1}]},'
    + '"transform": [{"calculate": "length(p) + length(sequence(1e8))", "as": "b"}], "encoding": {"x": {"field": "b"}}',
    "sequence": HEAD + '"data": {"sequence": {"start": 0, "stop": 1000000000}}, "encoding": {"x": {"field": "data"}}',
    "ticks": HEAD
    + '"data": {"values": [{"a": 1}, {"a": 2}]},'
    + '"encoding": {"x": {"field": "a", "type": "quantitative", "axis": {"tickCount": 100000000}}}',
    "brackets": '"a": ' + "[" * 30000 + "]" * 30000,
    "brackets in an expression": HEAD
    + '"params": [{"name": "p", "expr": "'
    + "(" * 20000
    + "1"
    + ")" * 20000
    + '"}], "data": {"values": [{"a": 1}]}',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_ends(many: QuarterlyView, tmp_path: Path, name: str) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "lights.vl.json.j2").write_text("{" + CHARTS[name] + "}", encoding="utf-8")
    refused(many, tmp_path, "md")


@pytest.mark.slow
def test_a_chart_that_fills_the_memory_is_told(many: QuarterlyView, tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    chart = HEAD + '"data": {"sequence": {"start": 0, "stop": 60000000}}, "encoding": {"x": {"field": "data"}}'
    (tmp_path / "charts" / "lights.vl.json.j2").write_text("{" + chart + "}", encoding="utf-8")
    with pytest.raises(TemplateError, match="took more than 1 GB of memory"):
        made(many, tmp_path, "md", limits=Limits(seconds=60, bytes=1_000_000_000))


PAGES = {
    "a range": "#let x = range(2000000000).len()",
    "pages": "#let report(body) = { for i in range(100000000) { pagebreak() } }",
    "two loops": "#let x = { for i in range(1000000) { for j in range(1000000) { } } }",
    "recursion": "#let f(n) = f(n + 1)\n#let x = f(1)",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_pages_end(view: QuarterlyView, tmp_path: Path, name: str) -> None:
    built_in = templates.find("report.typ", ()).read_text(encoding="utf-8")
    (tmp_path / "report.typ").write_text(f"{built_in}\n{PAGES[name]}\n", encoding="utf-8")
    said = refused(view, tmp_path, "pdf")
    assert any(word in said for word in ("took longer", "took more", "maximum")), said


@pytest.mark.slow
@pytest.mark.parametrize("text", [">" * 20000 + " x", "- " * 20000 + "x", "[" * 50000, "*a " * 50000])
def test_what_takes_pandoc_long_ends(view: QuarterlyView, tmp_path: Path, text: str) -> None:
    section(tmp_path, text)
    with contextlib.suppress(TalentpilotError):
        made(view, tmp_path, "html", limits=SHORT)


@pytest.mark.slow
def test_nothing_goes_on_running(view: QuarterlyView, tmp_path: Path) -> None:
    section(tmp_path, TEMPLATES["two loops"])
    refused(view, tmp_path)
    assert list(own_children()) == []
    steps = publish_within_limits(
        quarterly_publication(view, ("en",), (tmp_path,)),
        RenderOptions(("md",), True, (tmp_path,), stopped, lambda _: None),
    )
    with pytest.raises(KeyboardInterrupt):
        list(steps)
    assert list(own_children()) == []


def stopped(_: object) -> None:
    raise KeyboardInterrupt


def own_children() -> Iterator[str]:
    """The processes that this one has started and that still run."""
    listed = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid=,args="], capture_output=True, text=True, check=False
    )
    yield from (line for line in listed.stdout.splitlines() if "separate_process" in line or "pandoc" in line)


def test_the_files_are_those_of_this_process(view: QuarterlyView, tmp_path: Path) -> None:
    section(tmp_path, "## Ours\n\nours\n\n")
    options = RenderOptions(("md", "json"), True, (tmp_path,), lambda _: None, lambda _: None)
    began: list[str] = []
    here = dict(publish(quarterly_publication(view, ("en", "zh"), (tmp_path,)), options))
    told = RenderOptions(("md", "json"), True, (tmp_path,), began.append, lambda _: None)
    with templates.recording() as used:
        apart = dict(publish_within_limits(quarterly_publication(view, ("en", "zh"), (tmp_path,)), told))
    assert apart == here
    assert b"ours" in apart["2026Q1-en.md"]
    assert began == ["2026Q1-en.md", "2026Q1-zh.md"]
    assert "quarterly/own_first.md.j2" in used


def test_a_mistake_has_its_file_and_line(view: QuarterlyView, tmp_path: Path) -> None:
    section(tmp_path, "a\n{{ nobody }}\n")
    with pytest.raises(TemplateError, match=r"own_first\.md\.j2:2: 'nobody' is undefined"):
        made(view, tmp_path)


def test_built_in_templates_need_no_other_process(view: QuarterlyView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    options = RenderOptions(("json",), True, (), lambda _: None, lambda _: None)
    assert json.loads(dict(publish_within_limits(quarterly_publication(view, ("en",)), options))["2026Q1.json"])


def test_nothing_is_imported_from_the_working_folder(
    view: QuarterlyView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger may hold files named like modules, and the command is run in its folder."""
    section(tmp_path, "ours\n")
    for name in ("jinja2.py", "pickle.py", "talentpilot/__init__.py", "sitecustomize.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"open({str(tmp_path / 'mark')!r}, 'w')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert b"ours" in made(view, tmp_path)["2026Q1-en.md"]
    assert not (tmp_path / "mark").exists()


def test_the_limits_leave_room_for_a_large_report() -> None:
    assert LIMITS.seconds >= 60
    assert LIMITS.bytes >= 2_000_000_000
    assert sys.executable
