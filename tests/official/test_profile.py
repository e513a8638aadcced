"""The profile of an organization: what it may say, how mistakes in it are reported, and its effect on the page."""

import copy
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pypdf
import pytest
import yaml

from conftest import Ran
from official.official import ROOT, calibration, example, made, opened, parts
from talentpilot.errors import UsageProblem
from talentpilot.exchange.schema import PROFILE, schema_of
from talentpilot.model.official_profile import BUILT_IN, OfficialProfile
from talentpilot.report.official.blocks import Annex, OfficialDocument, OfficialRows, Paragraph, TableColumn
from talentpilot.report.official.geometry import geometry, is_landscape
from talentpilot.report.official.pdf import render_pages
from talentpilot.report.official.word import render_word
from talentpilot.services.official.documents import OfficialRequest
from talentpilot.services.official.profiles import ChosenProfile, chosen_profile, read_profile

BUILT_IN_FILE = ROOT / "templates" / "gongwen" / "profile.yaml"
HEAD = "schema: talentpilot/gongwen/1\n"


def read(text: str, folder: Path) -> ChosenProfile:
    file = folder / "profile.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    return chosen_profile(opened(), file)


def test_the_file_to_copy_says_all_of_the_standard_and_nothing_else() -> None:
    chosen = chosen_profile(opened(), BUILT_IN_FILE)
    assert chosen.profile == BUILT_IN
    data = yaml.safe_load(BUILT_IN_FILE.read_text(encoding="utf-8"))
    jsonschema.validate(data, schema_of(PROFILE))
    words = set(BUILT_IN.words.model_dump())
    assert set(data["words"]) == words
    assert set(data) - {"schema"} >= set(OfficialProfile.model_fields) - {"head", "reply_days", "pdf"}


def test_a_profile_names_only_what_differs(tmp_path: Path) -> None:
    chosen = read("extends: gb9704\nwords: {milestone: 任务节点}\ntable: {size: 12}\n", tmp_path)
    assert chosen.profile.words.milestone == "任务节点"
    assert chosen.profile.words.bottleneck == "堵点"
    assert chosen.profile.grid == BUILT_IN.grid
    assert chosen.digest.startswith("sha256:")


def test_mistakes_are_told_with_line_and_near_name(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem) as raised:
        read("grid: {lines: 22, charcters: 28}\nmargin: {top: 37}\nseal: maybe\n", tmp_path)
    lines = re.split(r"\n(?! )", str(raised.value))
    assert [re.findall(r"profile\.yaml:(\d+):", line) for line in lines] == [["2"], ["3"], ["4"]]
    assert "did you mean characters?" in lines[0]
    assert "did you mean margins?" in lines[1]


@pytest.mark.parametrize(
    "text",
    ["margins: {top: -1}", "table: {size: 0}", "page_number: {size: -14}", "grid: {pitch: 0}", "title: {size: 99}"],
)
def test_a_measure_that_is_none_is_told_with_its_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"profile\.yaml:2:\d+: .* is not between"):
        read(f"{text}\n", tmp_path)


def names(data: dict[str, object], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of a profile as paths."""
    for key, value in data.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from names(value, (*above, key))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("table: {size: 五号}", "2:15: 五号 is not a plain number\n  write 10.5, which is 五号"),
        ("margins: {top: 37mm}", "2:16: 37mm is not a plain number\n  write a length, such as 28"),
        ("head: rde", "2:7: rde is no head\n  write red, or the lines left free as lines: 8 below it"),
        ("pdf: {fonts_dir: none-here}", "pdf/fonts_dir none-here is not a folder"),
    ],
)
def test_a_value_that_is_none_is_told_with_what_to_write(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem) as raised:
        read_profile(f"schema: talentpilot/gongwen/1\n{text}\n".encode(), "profile.yaml", tmp_path)
    assert said in str(raised.value)


def test_each_key_that_is_misspelt_is_told_with_its_place_and_the_nearest_name(tmp_path: Path) -> None:
    plain = yaml.safe_load(BUILT_IN_FILE.read_text(encoding="utf-8"))
    paths = [path for path in names(plain) if path != ("schema",)]
    assert len(paths) > 60
    for *above, key in paths:
        changed = copy.deepcopy(plain)
        holder = changed
        for step in above:
            holder = holder[step]
        holder[f"{key}q"] = holder.pop(key)
        text = yaml.safe_dump(changed, allow_unicode=True, sort_keys=False)
        with pytest.raises(UsageProblem, match=rf"p\.yaml:\d+:\d+: .*{key}q[^\n]*\n +did you mean {key}\?"):
            read_profile(text.encode(), "p.yaml", tmp_path)


def test_what_can_not_be_set_is_refused_in_words(tmp_path: Path) -> None:
    for text, said in (
        ("margins: {top: 100, bottom: 80}\n", "type area under 120 × 180 mm"),
        ("grid: {characters: 40}\n", "40 characters of 16 pt do not fit on a line"),
        ("grid: {lines: 60}\n", "60 lines of 16 pt do not fit on a page"),
        ("paper: {width: 216, height: 279}\n", "only A4"),
    ):
        with pytest.raises(UsageProblem, match=rf"profile\.yaml: .*{said}"):
            read(text, tmp_path)
    with pytest.raises(UsageProblem, match="leads out of"):
        read("pdf: {fonts_dir: ../fonts}\n", tmp_path)


def test_a_red_head_and_a_pitch_are_worked_out(tmp_path: Path) -> None:
    red = read("head: red\n", tmp_path).profile
    assert red.head_lines == 10
    assert f'w:before="{10 * 579}"' in parts(render_word(calibration(9), red))["word/styles.xml"]
    page = geometry(read("grid: {pitch: 28}\n", tmp_path).profile)
    assert (page.pitch, page.lines) == (560, 22)
    shandong = geometry(read("grid: {characters: 26}\n", tmp_path).profile)
    assert shandong.tight > 0


def test_words_and_levels_of_the_house_reach_the_document(tmp_path: Path) -> None:

    file = tmp_path / "profile.yaml"
    file.write_text(
        HEAD + "words: {milestone: 任务节点, bottleneck: 问题}\nblank: none\nlevels: {bold: []}\n", encoding="utf-8"
    )

    own = made(wanted=OfficialRequest(profile=file)).document
    body = "\n".join(own.texts())
    assert "里程碑" not in body
    assert "任务节点76个" in body
    assert own.note == ""
    assert "堵点" not in body
    assert "里程碑" in "\n".join(example().document.texts())


def test_the_profile_of_a_ledger_is_found_and_copied(run: Callable[..., Ran], sound: Path) -> None:
    done = run("--root", sound, "templates", "copy", "gongwen/profile.yaml")
    assert done.code == 0, done.err
    file = sound / "templates" / "gongwen" / "profile.yaml"
    assert file.is_file()
    assert chosen_profile(opened(sound), None).name == "templates/gongwen/profile.yaml"
    file.write_text(HEAD + "seal: false\n", encoding="utf-8")
    assert chosen_profile(opened(sound), None).profile.seal is False
    printed = run("schema", "gongwen")
    assert json.loads(printed.out)["properties"]["schema"]["const"] == "talentpilot/gongwen/1"


def house(tmp_path: Path, text: str) -> tuple[OfficialDocument, OfficialProfile]:
    """The example's progress report by a profile with this text."""
    file = tmp_path / "profile.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    found = made(wanted=OfficialRequest(profile=file))
    return found.document, found.chosen.profile


def test_a_bound_book_mirrors_its_margins_and_ends_with_room_for_the_imprint(tmp_path: Path) -> None:
    document, profile = house(tmp_path, "mirror: true\nimprint: true\nannex: {together: false}\n")
    written = parts(render_word(document, profile))
    assert "<w:mirrorMargins/>" in written["word/settings.xml"]
    sections = re.findall(r"<w:sectPr>.*?</w:sectPr>", written["word/document.xml"])
    assert ['w:val="evenPage"' in one for one in sections] == [*[False] * (len(sections) - 1), True]
    assert "gwOdd" not in sections[-1]
    assert ['<w:pgNumType w:start="1"/>' in one for one in sections[:3]] == [False, True, False]
    pages = pypdf.PdfReader(io.BytesIO(render_pages(document, profile).data)).pages
    assert len(pages) % 2 == 0
    assert pages[-1].extract_text().strip() == ""
    first_annex = next(page for page in pages if page.mediabox.width > page.mediabox.height)
    assert "— 1 —" in first_annex.extract_text()
    assert parts(render_word(example().document, BUILT_IN))["word/settings.xml"].count("mirror") == 0


def test_the_units_own_plans_are_quoted_where_the_house_wants_it(tmp_path: Path) -> None:
    document, _ = house(tmp_path, "quote: next_steps\n")
    said = [text for text in document.texts() if "报送：“" in text]
    unit, plan = "青岑市人力资源和社会保障局", "10月发布拆包采购公告，12月中旬完成部署。"
    assert f"{unit}就专业技术人员智能助学试点报送：“{plan}”" in said
    assert len(said) == len([text for text in annex_texts() if text.startswith("下一步安排")])
    assert not [text for text in example().document.texts() if "报送：“" in text]


def annex_texts() -> list[str]:
    (annex,) = [one for one in example().document.annexes if one.title == "各试点填报内容"]
    return [block.text for block in annex.blocks if isinstance(block, Paragraph)]


def test_a_table_lies_on_its_side_only_where_it_is_wider_than_the_text() -> None:
    columns = (TableColumn("序号"), TableColumn("事项"))
    page = geometry(BUILT_IN)
    for cell, sideways in (("短", False), ("长" * 37, False), ("长" * 39, True)):
        annex = Annex("清单", (OfficialRows(columns, (("1", cell),)),))
        assert is_landscape(annex, page) is sideways, cell
