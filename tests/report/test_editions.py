"""The public edition: nothing that it must not hold is in any form of it; everything left out is marked and counted."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from report.marked import CONTACTS, MARK, PERIOD, PILOT, ROOT, Marks, found, marked_ledger, texts_of
from report_sources import source_of as report_source
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.diagnostics import Diagnostic, Location, Message, Severity
from talentpilot.model.base import Text
from talentpilot.model.ledger import Unreadable
from talentpilot.report.publish import FORMS, RenderOptions, publish
from talentpilot.report.quarterly import quarterly_publication, render_quarterly
from talentpilot.report.views.inputs import Scope, Source
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view
from talentpilot.report.views.redaction import WHYS, Edition, Redacted, redact, redacted, worded

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Marks]:
    return marked_ledger(tmp_path_factory.mktemp("marked"))


def source_of(root: Path, edition: Edition, pilot: str | None) -> Source:
    scope = Scope("pilot", pilot) if pilot else Scope()
    selection = PilotSelection(pilots=frozenset((pilot,))) if pilot else PilotSelection()
    return report_source(root, PERIOD, "2026-09-30", "2026-10-20", scope, selection, edition)


def view_of(root: Path, edition: Edition, pilot: str | None = PILOT) -> QuarterlyView:
    return quarterly_view(source_of(root, edition, pilot))


def files_of(view: QuarterlyView, forms: Sequence[str]) -> dict[str, bytes]:
    press = RenderOptions(tuple(forms), True, (), lambda _: None, lambda _: None)
    return dict(publish(quarterly_publication(view, ("zh", "en")), press))


QUICK = ("md", "json")


@pytest.mark.parametrize(
    "forms", [QUICK, *(pytest.param((form,), marks=pytest.mark.slow) for form in FORMS if form not in QUICK)]
)
@pytest.mark.parametrize("pilot", [None, PILOT])
def test_nothing_slips_into_any_form_of_the_public_edition(
    ledger: tuple[Path, Marks], pilot: str | None, forms: Sequence[str]
) -> None:
    root, marks = ledger
    made = files_of(view_of(root, "public", pilot), forms)
    assert any(name.endswith(".svg") for name in made) == ("md" in forms)
    for name, data in made.items():
        texts = texts_of(name, data)
        assert len(texts) > 200, name
        assert found(texts, (*marks.all, *CONTACTS.values())) == set(), name
        assert MARK.search(texts) is None, name


@pytest.mark.parametrize(
    "form", [*QUICK, *(pytest.param(form, marks=pytest.mark.slow) for form in ("pdf", "docx", "html"))]
)
def test_the_internal_edition_holds_all_of_it(ledger: tuple[Path, Marks], form: str) -> None:
    root, marks = ledger
    made = files_of(view_of(root, "internal"), (form,))
    texts = "".join(texts_of(name, data) for name, data in made.items())
    wanted = [mark for mark in marks.shown if not (form in ("pdf", "docx") and "host" in mark)]
    assert len(wanted) > 20
    assert found(texts, (*wanted, *CONTACTS.values())) == {*wanted, *CONTACTS.values()}


def test_everything_left_out_has_its_mark(ledger: tuple[Path, Marks]) -> None:
    (pilot,) = json.loads(files_of(view_of(ledger[0], "public"), ("json",))[f"{PERIOD}-pilot-{PILOT}-public.json"])[
        "pilots"
    ]
    assert pilot["agreement"]["contact"] == {"omitted": "contact"}
    assert pilot["agreement"]["partners"][-1] == {"omitted": "contact"}
    assert pilot["bottlenecks"][0]["owner"] == {"omitted": "contact"}
    assert [item["owner"] for item in pilot["milestones"]].count({"omitted": "contact"}) == 1
    inside = [item for item in pilot["evidence"] if item["access"] == "internal"]
    assert len(inside) > 5
    for item in inside:
        assert (item["title"], item["place"], item["sha256"]) == ({"omitted": "internal"}, None, None)
    (report,) = pilot["reports"]
    assert all(report[name] == {"omitted": "unit_text"} for name in ("progress", "problems", "next"))
    for language in ("zh", "en"):
        mark = redacted("contact").say("zh" if language == "zh" else "en")
        assert pilot["agreement"]["purpose"][language].count(mark) == len(CONTACTS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_marks_say_why_and_the_data_notes_how_many(ledger: tuple[Path, Marks], language: str) -> None:
    view = view_of(ledger[0], "public")
    written = render_quarterly(view, "zh" if language == "zh" else "en", pictures=None)
    markdown = texts_of("x.md", written.markdown.encode())
    for why in ("internal", "contact", "unit_text"):
        said = redacted(why).zh if language == "zh" else redacted(why).en
        assert re.sub(r"\s", "", said or "").replace("'", "'") in markdown
    counts = {item.why: item.count for item in view.head.omitted}
    (pilot,) = view.pilots
    assert counts["internal"] == sum(1 for item in pilot.evidence if item.access == "internal")
    assert counts["unit_text"] >= 3
    notes = markdown[markdown.index("[!NOTE]") :][:400]
    assert all(str(number) in notes for number in counts.values())
    assert ("公开版" if language == "zh" else "Publicedition") in markdown


def same_figures(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Where two documents differ in anything but texts."""
    if isinstance(one, dict) and isinstance(other, dict) and other.keys() != {"omitted"}:
        for key in one.keys() | other.keys():
            if key not in ("edition", "omitted", "place", "sha256"):
                yield from same_figures(one.get(key), other.get(key), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield path
        for number, (left, right) in enumerate(zip(one, other, strict=False)):
            yield from same_figures(left, right, f"{path}/{number}")
    elif isinstance(one, int | float) and one != other:
        yield path


def test_every_figure_counts_what_is_left_out(ledger: tuple[Path, Marks]) -> None:
    internal, public = (
        json.loads(next(iter(files_of(view_of(ledger[0], edition, None), ("json",)).values())))
        for edition in ("internal", "public")
    )
    assert list(same_figures(internal, public)) == []
    internal["pilots"][0]["steps_done"] += 1
    assert list(same_figures(internal, public)) == ["/pilots/0/steps_done"]


def test_what_the_public_edition_is_made_from_holds_no_mark_at_all(ledger: tuple[Path, Marks]) -> None:
    source = source_of(ledger[0], "public", None)
    assert MARK.search(repr(replace(source, provenance=source.provenance)))
    rest = set(MARK.findall(repr(redact(source))))
    assert {re.sub(r"\d", "", mark) for mark in rest} <= {"Qzowner", "Qzpartner", "Qzperson"}, "ids are named by Names"


def test_a_public_report_says_so_in_the_name_of_its_files(run: Callable[..., Ran], tmp_path: Path) -> None:
    when = ("--period", "2026Q1", "--as-of", "2026-03-31", "--issued", "2026-04-20")
    golden = ROOT / "tests" / "golden" / "ledger"
    ran = run(
        "report", "--root", golden, *when, "--edition", "public", "--format", "md,json", "--lang", "zh", "-o", tmp_path
    )
    assert ran.code == 0
    names = [Path(line).name for line in ran.out.splitlines() if not line.endswith(".svg")]
    assert sorted(names) == ["2026Q1-public-zh.md", "2026Q1-public.json"]
    assert json.loads((tmp_path / "2026Q1-public.json").read_text(encoding="utf-8"))["edition"] == "public"
    ran = run("report", "--root", golden, *when, "--edition", "secret", "-o", tmp_path)
    assert (ran.code, "there is no edition secret" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2025-08-20, 云人社函〔2025〕41号, 99.5%", True),
        ("sha256:1a05871636355551b13800138000c", True),
        ("第3批1200人，合计 300000 元", True),
        ("+86 138-0013-8000", False),
        ("(010) 65887799", False),
        ("400-810-0000", False),
        ("mailto:a.b@c.cn", False),
        ("邮箱：zhang@163.com。", False),
    ],
)
def test_contacts_are_found_by_their_form_and_nothing_else_is(text: str, kept: bool) -> None:
    assert (redact(Text(plain=text)) == Text(plain=text)) is kept


def test_a_mark_is_a_text_in_both_languages_with_its_reason() -> None:
    for why in WHYS:
        mark = redacted(why)
        assert isinstance(mark, Redacted)
        assert mark.zh != mark.en
        assert mark.zh is not None
        assert mark.zh.startswith("〔")
        assert redact(mark) is mark
    assert worded("an office") == Text(plain="an office")
    assert worded(redacted("contact")) is redacted("contact")
    assert worded(None) is None


@pytest.mark.slow
def test_evaluation_reports_leave_out_the_same(
    run: Callable[..., Ran], ledger: tuple[Path, Marks], tmp_path: Path
) -> None:
    root, marks = ledger
    held = {}
    for edition in ("internal", "public"):
        place = tmp_path / edition
        for what in ((PILOT,), ()):
            when = ("--as-of", "2026-09-30", "--issued", "2026-10-20", "--lang", "both")
            more = ("--edition", edition, "--output", place)
            ran = run("evaluate-report", *what, "--root", root, *when, "--format", "md,json", *more)
            assert ran.code == 0, ran.err
        made = [path for path in place.rglob("*") if path.is_file()]
        held[edition] = found("".join(texts_of(path.name, path.read_bytes()) for path in made), marks.all)
        assert all(("public" in path.as_posix().removeprefix(str(place))) is (edition == "public") for path in made)
    assert held["public"] == set()
    assert len(held["internal"]) > 10


def test_findings_keep_their_place_and_lose_their_words() -> None:
    place = Location("pilots/yx-titles-01/pilot.yaml", 5, 3)
    finding = Diagnostic(
        "E01", "lost", Severity.ERROR, place, "yx-titles-01/E4", Message("{x}", {"x": "Qz"}), Message("Qz")
    )
    kept = redact(finding)
    assert (kept.rule, kept.location, kept.object) == (finding.rule, place, "yx-titles-01/E4")
    assert "Qz" not in repr(kept)
    stray = redact(replace(finding, location=Location("pilots/yx-titles-01/Qz.yaml"), object="张三"))
    assert (stray.location.path, stray.object) == ("pilots/yx-titles-01/…", "…")
    unread = redact(
        (Unreadable("pilots/yx-titles-01/outcomes.yaml", "S03", "yx-titles-01/I1"), Unreadable("Qz.yml", "F", ""))
    )
    assert unread == (
        Unreadable("pilots/yx-titles-01/outcomes.yaml", "S03", "yx-titles-01/I1"),
        Unreadable("…", "F", ""),
    )
    report = Unreadable("pilots/yx-titles-01/pilot.yaml", "D02", "yx-titles-01/2025Q4")
    assert redact(report) == report
