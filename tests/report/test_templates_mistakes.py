"""A wrong template of one's own is told with its file, its line and the name that is wrong; nothing else is said."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from talentpilot.errors import TemplateError
from talentpilot.i18n.translator import translator_for
from talentpilot.report import templates
from talentpilot.report.environment import report_environment
from talentpilot.report.markdown_mistakes import mistakes

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden" / "ledger"
WHEN = ("--period", "2026Q1", "--as-of", "2026-03-31", "--issued", "2026-04-20", "--lang", "en")
Run = Callable[..., Ran]

MISTAKES = [
    # undefined names
    ("quarterly.md.j2", "# x\n{{ veiw }}\n", "2: 'veiw' is undefined; did you mean view?"),
    ("quarterly.md.j2", "{{ nobody }}\n", "1: 'nobody' is undefined"),
    ("quarterly.md.j2", "{% if nobody %}\n{% endif %}\n", "1: 'nobody' is undefined"),
    ("quarterly.md.j2", "{{ nobody | say }}\n", "1: 'nobody' is undefined"),
    ("quarterly.md.j2", "\n{{ view.haed }}\n", "2: 'QuarterlyView' has no attribute 'haed'; did you mean head?"),
    ("quarterly.md.j2", "{{ view.head.x.y }}\n", "1: 'HeadView' has no attribute 'x'"),
    (
        "quarterly.md.j2",
        "{% for p in view.pilots %}\n\n{{ p.ligth }}\n{% endfor %}\n",
        "3: 'PilotView' has no attribute 'ligth'; did you mean light?",
    ),
    (
        "quarterly.md.j2",
        "{{ view.summary.counts.lights.gren }}\n",
        "1: 'dict object' has no attribute 'gren'; did you mean green?",
    ),
    ("quarterly.md.j2", "{{ view.pilots[99].id }}\n", "1: tuple object has no element 99"),
    (
        "quarterly.md.j2",
        "{% for p in view.pilots %}{{ p.title }}{% endfor %}",
        "1: 'PilotView' has no attribute 'title'; did you mean ref.title?",
    ),
    ("quarterly/own_brief.md.j2", "\n{{ tabel('x') }}\n", "2: 'tabel' is undefined; did you mean table?"),
    # what can't be printed, and where
    ("quarterly.md.j2", "\n{{ view.head }}\n", "2: a HeadView is not a single value to print"),
    ("quarterly.md.j2", "{{ view.pilots }}\n", "1: a tuple is not a single value to print"),
    (
        "quarterly/own_brief.md.j2",
        "Words\n\n### Ours\n",
        "3: the first page has no headings\n  help: write **Ours**",
    ),
    # Markdown that no format shows as it was meant, also in a text that another template collects first
    (
        "quarterly/own_brief.md.j2",
        "# Ours\n",
        "1: only the title is a heading with one #\n  help: write ##",
    ),
    ("quarterly/own_first.md.j2", "## Ours\n\n#### Deep\n", "3: heading #### follows ##\n  help: write ###"),
    (
        "quarterly/own_last.md.j2",
        "{% set x = draw('lights2') if false %}\n\n{{ table('x', '1 2') | md }}\n| a |\n|---|\n| b |\n",
        "3: a table of 1 columns has 2 widths",
    ),
    (
        "quarterly/own_first.md.j2",
        "{% if draw('ours', rows=[]) %}\n{% endif %}\n{{ table('x', '1', 'desne') }}\n| a |\n|---|\n| b |\n",
        "3: there is no kind of table desne\n  help: did you mean dense?",
    ),
    (
        "quarterly/own_first.md.j2",
        "\n| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 | 3 |\n",
        "5: a row has 3 cells, the head of its table 2",
    ),
    ("quarterly/own_first.md.j2", "\n| a | b |\n|---|\n| 1 | 2 |\n", "3: a row has 1 cells, the head of its table 2"),
    ("quarterly/own_first.md.j2", "\n| a | b |\n| 1 | 2 |\n", "2: the head of a table has no line of |:---| below it"),
    (
        "quarterly/own_first.md.j2",
        "\n![A logo](logo.png)\n",
        "2: the report shows a picture that does not exist: logo.png\n"
        "  help: a report shows charts alone: draw(…) makes one, picture(…) shows it",
    ),
    (
        "quarterly/own_first.md.j2",
        "\n{{ picture('lights', 'Lights', ' ') }}\n",
        "2: picture charts/2026Q1-en/lights.svg has no alternative text\n"
        "  help: the third value of picture(…) describes it for those who can't see it",
    ),
    ("quarterly/own_first.md.j2", "\n::: {.note}\nWords\n", "2: ::: begins no block in a report"),
    ("quarterly/own_last.md.j2", "\n```\n## x\n", "2: the block after ``` is not closed"),
    ("quarterly/own_first.md.j2", "```\n## x\n~~~\n```\n\n ~~~~\n~~~\n", "6: the block after ~~~~ is not closed"),
    ("quarterly/own_first.md.j2", "\n<!-- page\n\nWords\n", "2: <!-- is not closed in its line by -->"),
    (
        "quarterly/own_first.md.j2",
        "<!-- a note -->\n<!-- pgae -->\n",
        "2: nothing is done for <!-- pgae -->\n  help: did you mean page?",
    ),
    (
        "quarterly/own_first.md.j2",
        '<!-- tabel widths="1" -->\n| a |\n|---|\n',
        '1: nothing is done for <!-- tabel widths="1" -->\n  help: did you mean table?',
    ),
    (
        "quarterly/own_first.md.j2",
        'a<br>b <https://example.org>\n\n<div class="x">\nWords\n</div>\n',
        '3: HTML is left out of a report: <div class="x">\n  help: only <br> is read; write Markdown',
    ),
    ("quarterly/own_first.md.j2", "\nH<sub>2</sub>O\n", "2: HTML is left out of a report: <sub>\n"
     "  help: only <br> is read; write Markdown"),
    # filters, functions and messages
    ("quarterly.md.j2", "\n{{ either(zh='一') }}\n", "2: either(…) wants both zh and en"),
    (
        "quarterly.md.j2",
        "\n{{ draw('our') }}\n",
        "2: there is no template charts/our.vl.json.j2; did you mean charts/ours.vl.json.j2?",
    ),
    (
        "quarterly.md.j2",
        "\n{{ draw('light') }}\n",
        "2: there is no template charts/light.vl.json.j2; did you mean charts/lights.vl.json.j2?",
    ),
    ("quarterly.md.j2", "\n\n{{ view | sya }}\n", "3: No filter named 'sya'; did you mean say?"),
    ("quarterly.md.j2", "{{ 1 if view is zzz }}\n", "1: No test named 'zzz'"),
    (
        "quarterly.md.j2",
        "{{ 'today' | date }}\n",
        "1: the filter date can't take a text: 'str' object has no attribute 'day'",
    ),
    (
        "quarterly.md.j2",
        "{{ view.head | term('lights') }}\n",
        "1: the filter term has no group lights; did you mean light?",
    ),
    (
        "quarterly.md.j2",
        "{{ none | say }}\n",
        "1: the filter say can't take nothing: 'NoneType' object has no attribute 'say'",
    ),
    ("quarterly.md.j2", "{{ _('{a} of {b}', a=1) }}\n", "1: nothing fills the hole {b}"),
    ("quarterly.md.j2", "{{ 1 / 0 }}\n", "1: division by zero"),
    ("quarterly.md.j2", "{{ view() }}\n", "1: 'QuarterlyView' object is not callable"),
    # syntax
    ("quarterly.md.j2", "\n{% fro x in y %}\n", "2: there is no tag fro; did you mean for?"),
    ("quarterly.md.j2", "\n{{ either(zh=“一”, en='one') }}\n", '2: unexpected letter “; did you mean "?'),
    ("quarterly.md.j2", "{{ either（zh='一', en='one'） }}\n", "1: unexpected letter （; did you mean (?"),
    ("quarterly.md.j2", "{{ view.pilots | sort(attribute='id' }}\n", "1: unexpected }, expected )"),
    (
        "quarterly.md.j2",
        "x\n｛｛ view ｝｝\n",
        "2: brackets of full width print as they are\n  help: write {{, }}, {%, %}, {# and #} in half width",
    ),
    ("quarterly.md.j2", "{{ x \n\n", "1: the template ends before a bracket is closed"),
    ("quarterly.md.j2", "{{ view.head.x | }}\n", "1: unexpected }}, expected a name"),
    ("quarterly.md.j2", "{% if %}{% endif %}\n", "1: a value is missing before %}"),
    ("quarterly.md.j2", "\n{# x }\n", "2: a comment is not closed"),
    (
        "quarterly.md.j2",
        "{% for x in [] %}\n{% if x %}\n{% endfor %}",
        "3: endfor can't stand here: the block if is open, and endif is missing",
    ),
    ("quarterly.md.j2", "\n{% endif %}\n", "2: endif can't stand here: no block is open"),
    ("quarterly.md.j2", "{% if 1 %}\n{% elseif 2 %}{% endif %}\n", "2: there is no tag elseif; did you mean elif?"),
    ("quarterly.md.j2", "{{ view.__class__ }}\n", "1: a template may not use __class__"),
    (
        "quarterly/own_first.md.j2",
        "\n{{ picture('lights', 'Lights') | md }}\n",
        "2: a macro is called without its value alternative",
    ),
    ("quarterly/own_first.md.j2", "\n{{ table('x', '1', width=2) | md }}\n", "2: the macro table takes no value width"),
    (
        "quarterly/own_first.md.j2",
        "\n{{ table(1, 2, 3, 4, 5, 6) | md }}\n",
        "2: the macro table takes at most 5 values",
    ),
    ("quarterly.md.j2", "{{ either('一', 'one') }}\n", "1: either(…) wants both zh and en"),
    ("quarterly.md.j2", "{% if 1 %}\n", "1: the template ends before the block if does: endif is missing"),
    # includes
    (
        "quarterly.md.j2",
        "\n{% include 'quarterly/heads.md.j2' %}\n",
        "2: there is no template quarterly/heads.md.j2\n  help: did you mean quarterly/head.md.j2?",
    ),
    ("quarterly.md.j2", "{% from 'quarterly/pieces.md.j2' import tabel %}{{ tabel() }}", "1: "),
    ("quarterly/head.md.j2", "\n\n\n{{ nobody }}\n", "4: 'nobody' is undefined"),
    # charts
    ("charts/lights.vl.json.j2", "{\n  {{ nobody }}\n}\n", "2: 'nobody' is undefined"),
    (
        "charts/lights.vl.json.j2",
        '{\n  "data": {{ rows }},\n  "mark": "bar",\n}\n',
        "4: chart lights is not JSON: Expecting property name enclosed in double quotes",
    ),
    (
        "charts/lights.vl.json.j2",
        '{\n{% for row in rows %}\n  "a": {{ row }}\n  "b": 1,\n{% endfor %}\n  "mark": "bar"\n}\n',
        "4: chart lights is not JSON: Expecting ',' delimiter",
    ),
    (
        "charts/lights.vl.json.j2",
        '{"values": {{ view }}}',
        "1: 'view' is undefined",
    ),
    (
        "charts/config.json.j2",
        '"width": 620,\n"height": {,\n"config": {}\n',
        "2: chart lights is not JSON: Expecting property name enclosed in double quotes",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_name(run: Run, tmp_path: Path, name: str, text: str, said: str) -> None:
    file = tmp_path / "own" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    (tmp_path / "own" / "charts").mkdir(exist_ok=True)
    (tmp_path / "own" / "charts" / "ours.vl.json.j2").write_text("{}", encoding="utf-8")
    ran = run(
        "report", "--root", ROOT, *WHEN, "--format", "md", "--templates", tmp_path / "own", "-o", tmp_path / "out"
    )
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", len(said.splitlines()))
    assert ran.err.startswith(f"talentpilot: {file}:{said}")
    assert said.endswith(": ") or ran.err == f"talentpilot: {file}:{said}\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n{{ veiw }}", "2：没有“veiw”这个名称；是否应为 view？"),
        ("{{ view.haed }}", "1：“QuarterlyView”没有“haed”这一项；是否应为 head？"),
        ("{{ either(zh=“一”, en='one') }}", '1：此处不能用字符 “；是否应为 "？'),
        ("{% if 1 %}", "1：模板已到末尾，if 尚未结束，缺少 endif"),
    ],
)
def test_a_mistake_is_told_in_the_language_of_the_command(run: Run, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "quarterly.md.j2"
    file.write_text(text, encoding="utf-8")
    ran = run(
        "report", "--root", GOLDEN, *WHEN[:-1], "zh", "--format", "md", "--templates", tmp_path, "-o", tmp_path / "out"
    )
    assert (ran.code, ran.err) == (2, f"talentpilot: {file}:{said}\n")


@pytest.mark.parametrize(
    ("specification", "said"),
    [
        (
            {"data": {"values": []}},
            "chart lights can't be drawn: Vega-Lite to SVG conversion failed: Error: Invalid spec",
        ),
        ({"data": {"url": "x.csv"}, "mark": "bar"}, "chart lights can't be drawn: data.url is not read"),
    ],
)
def test_what_vega_lite_refuses_is_told_with_the_template(
    run: Run, tmp_path: Path, specification: object, said: str
) -> None:
    file = tmp_path / "own" / "charts" / "lights.vl.json.j2"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(specification), encoding="utf-8")
    ran = run(
        "report", "--root", ROOT, *WHEN, "--format", "md", "--templates", tmp_path / "own", "-o", tmp_path / "out"
    )
    assert ran.code == 2
    assert ran.err.startswith(f"talentpilot: {file}: {said}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "form", "text", "said"),
    [
        ("report.typ", "pdf", "\n\n#let report(body) = body\n#let x = nobody\n", "4: unknown variable: nobody"),
        (
            "report.typ",
            "pdf",
            "#let report(body) = body\n",
            " the pages can't be made with it: unknown variable: brief",
        ),
        ("report.typ", "pdf", "#let report(body) = (\n", "1: unclosed delimiter"),
        ("report.typ", "pdf", '\n#let logo = image("logo.svg")\n', "2: file not found (searched at logo.svg)"),
        ("report.typ", "pdf", "\n#set page(papre: 1)\n", "2: unexpected argument: papre"),
        ("report.html.j2", "html", "\n{{ titel }}\n", "2: 'titel' is undefined; did you mean title?"),
        ("report.html.j2", "html", "{{ head.titel }}\n", "1: 'Head' has no attribute 'titel'; did you mean title?"),
    ],
)
def test_a_mistake_in_a_page_is_told_by_its_own_name_and_not_by_that_of_a_copy(
    run: Run, tmp_path: Path, name: str, form: str, text: str, said: str
) -> None:
    file = tmp_path / "own" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    ran = run(
        "report", "--root", GOLDEN, *WHEN, "--format", form, "--templates", tmp_path / "own", "-o", tmp_path / "out"
    )
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[0] == f"talentpilot: {file}:{said}"


@pytest.mark.parametrize(
    ("before", "after", "said", "advice"),
    [
        ("(left: 3pt + brand)", "(left: 3pt + brnad)", "unknown variable: brnad", "did you mean brand?"),
        ("font: sans, size: 7pt", 'font: "方正小标宋简体", size: 7pt', "there is no typeface", "Noto Sans CJK SC"),
    ],
)
def test_a_mistake_in_a_copy_of_the_pages_is_told_with_what_was_meant(
    run: Run, tmp_path: Path, before: str, after: str, said: str, advice: str
) -> None:
    text = (templates.built_in() / "report.typ").read_text(encoding="utf-8")
    line = text[: text.index(before)].count("\n") + 1
    (tmp_path / "report.typ").write_text(text.replace(before, after, 1), encoding="utf-8")
    ran = run(
        "report", "--root", GOLDEN, *WHEN, "--format", "pdf", "--templates", tmp_path, "-o", tmp_path / "out"
    )  # fmt: skip
    first, second = ran.err.splitlines()[:2]
    assert first.startswith(f"talentpilot: {tmp_path / 'report.typ'}:{line}: {said}")
    assert advice in second
    (tmp_path / "report.typ").write_text(text.replace("#14406b", "#8a1c1c"), encoding="utf-8")
    ran = run("report", "--root", GOLDEN, *WHEN, "--format", "pdf", "--templates", tmp_path, "-o", tmp_path / "out")
    assert ran.code == 0, ran.err


def test_a_template_in_another_encoding_is_told_with_the_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "quarterly.md.j2"
    file.write_bytes("# x\n\n标题\n".encode("gb18030"))
    ran = run("report", "--root", GOLDEN, *WHEN, "--format", "md", "--templates", tmp_path, "-o", tmp_path / "out")
    assert (ran.code, ran.err) == (2, f"talentpilot: {file}:3: not UTF-8\n")


def test_a_page_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "quarterly.md.j2"
    file.write_text("x", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(TemplateError, match=r"quarterly\.md\.j2: Permission denied$"):
        templates.text_of(file)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", " "])
def test_a_picture_without_an_alternative_text_is_refused_in_every_form(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "own" / "quarterly" / "own_first.md.j2"
    file.parent.mkdir(parents=True)
    file.write_text(f"{{{{ picture('lights', 'Lights', '{text}') | md }}}}\n", encoding="utf-8")
    for form in ("md", "html"):
        ran = run(
            "report", "--root", ROOT, *WHEN, "--format", form, "--templates", tmp_path / "own", "-o", tmp_path / "out"
        )
        assert ran.code == 2
        assert "picture charts/2026Q1-en/lights.svg has no alternative text" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_message_by_name_is_told_by_the_name_of_the_function(tmp_path: Path) -> None:
    (tmp_path / "page.md.j2").write_text("{{ _(message='x') }}", encoding="utf-8")
    source = report_environment(translator_for("en"), (tmp_path,))
    with pytest.raises(TemplateError, match=r"page\.md\.j2:1: _\(\) missing 1 required positional argument"):
        templates.render(source, "page.md.j2", {})


@pytest.mark.parametrize(
    "text",
    [
        "Use `<b>` and ``a ` <b>``.", "\\<b> is escaped, \\<!-- as well", "| a | b |\n|---|---|\n| `x \\| <i>` | y |",
        "<https://example.org> and <office@example.org>", "a < b and c > d", "```\n<b> ::: <!--\n```", "line<br>line",
    ],
    ids=range(7),
)  # fmt: skip
def test_code_and_escaped_signs_are_no_mistakes(text: str) -> None:
    assert list(mistakes(f"## Ours\n\n{text}\n", set())) == []
