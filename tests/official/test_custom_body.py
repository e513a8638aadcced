"""The body of an official document by a template of the ledger: order, numbers of headings, mistakes, hostile texts."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from official.official import ROOT, SENDER, example, made, opened
from report.hostile import with_texts
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.errors import TemplateError
from talentpilot.report.official.blocks import Heading, Paragraph
from talentpilot.report.trust import TemplateTrust
from talentpilot.services.official.documents import MadeDocument, OfficialRequest, PeriodDocument, gather_reminders
from talentpilot.services.report_files import TemplateChoice

EXAMPLE = ROOT / "docs" / "examples" / "own-section" / "templates"
ALL = "{{ opening }}\n{% for part in sections %}\n{{ part }}\n{% endfor %}\n{{ closing }}\n"


def wanted(folder: Path) -> OfficialRequest:
    return OfficialRequest(SENDER.address, max_characters=0, templates=TemplateChoice(folder))


def by(text: str, folder: Path, kind: PeriodDocument = "progress") -> MadeDocument:
    """The example's document with a body by this template."""
    file = folder / "gongwen" / f"{kind}.md.j2"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return made(kind, wanted=wanted(folder))


def headings(document: MadeDocument, level: int = 1) -> list[str]:
    return [one.text for one in document.document.body if isinstance(one, Heading) and one.level == level]


@pytest.mark.parametrize("kind", ["progress", "circular", "practices"])
def test_all_parts_in_their_order_are_the_built_in_body(kind: PeriodDocument, tmp_path: Path) -> None:
    assert by(ALL, tmp_path, kind).document == example(kind).document


def test_the_example_of_the_documentation_puts_problems_first_and_numbers_anew() -> None:
    found = made(wanted=wanted(EXAMPLE))
    assert headings(found) == [
        "一、存在的主要问题", "二、总体进展情况", "三、分领域进展情况", "四、需上级协调解决的事项",
        "五、调整申请办理情况",
    ]  # fmt: skip
    assert headings(found, 2)[:4] == [*headings(example(), 2)[6:9], headings(example(), 2)[0]]
    said = [one for one in found.document.body if isinstance(one, Paragraph)]
    assert said[-3].text == "截至9月30日，待批复的调整申请1项。"
    assert (said[-2].lead, said[-2].text) == ("1.专业技术人员智能助学试点", "。延期，9月24日提交。")
    assert said[-1].text == "特此报告。"
    assert set(found.used) == {"gongwen/progress.md.j2"}


def test_a_section_can_have_another_heading(tmp_path: Path) -> None:
    text = "{{ opening }}\n# 主要问题\n{{ sections[2].body }}\n## 另外\n无。\n{{ closing }}\n"
    found = by(text, tmp_path)
    assert headings(found) == ["一、主要问题"]
    assert headings(found, 2)[-1] == "（四）另外"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ opning }}", "1: 'opning' is undefined"),
        ("{{ opening }}\n{{ sections[0].titel }}", "did you mean title"),
        ("见{{ opening }}", "circular.md.j2:1: a part of the body stands on a line of its own"),
        (
            "{{ opening }}\n\n### 三级\n{{ closing }}",
            "circular.md.j2:3: a heading begins with # or ## and a space",
        ),
        ("{{ opening }}\n# 完", "circular.md.j2:2: the last line is not a paragraph"),
        ("", "circular.md.j2:1: the last line is not a paragraph"),
        ("{% for %}", "circular.md.j2:1"),
    ],
)
def test_mistakes_are_told_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as raised:
        by(text, tmp_path, "circular")
    assert said in str(raised.value)


@pytest.mark.slow
def test_texts_of_the_ledger_stay_text_whatever_they_hold(tmp_path: Path) -> None:
    evil = "# 标题 **粗** \u0002\u0003\u0004opening\u0005 {{ closing }}\n## 另起"
    root = with_texts(tmp_path / "ledger", evil)
    file = tmp_path / "gongwen" / "progress.md.j2"
    file.parent.mkdir()
    file.write_text(
        "{{ view.pilots[0].ref.title | say }}\n**{{ view.pilots[0].ref.title | say }}**完\n", encoding="utf-8"
    )
    body = made(root=root, wanted=wanted(tmp_path)).document.body
    assert [type(one) for one in body] == [Paragraph, Paragraph]
    first, second = body
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert first.text.startswith("# 标题 **粗**")
    assert second.lead == first.text
    assert second.text == "完"


@pytest.mark.slow
def test_a_template_of_a_ledger_is_used_when_trusted_and_verified_as_it_was(
    tmp_path: Path, run: Callable[..., Ran]
) -> None:
    root = tmp_path / "ledger"
    for name in ("pilots", "templates"):
        shutil.copytree(ROOT / "pilots" if name == "pilots" else EXAMPLE, root / name)
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root)
    command = ("--root", root, "--as-of", "2026-09-30", "report", "--layout", "gongwen", "--period", "2026Q3")
    ignored = run(*command, "--format", "md", "-o", tmp_path / "a.md")
    assert "not trusted" in ignored.err
    assert "调整申请办理情况" not in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert run(*command, "--issue").code == 2
    issued = run(*command, "--issue", "--trust-templates", "--format", "md")
    assert issued.code == 0, issued.err
    folder = root / "reports" / "2026Q3-progress"
    assert run("--root", root, "verify-report", folder).code == 1
    assert run("--root", root, "verify-report", "--trust-templates", folder).code == 0


def test_reminders_take_a_template_too(tmp_path: Path) -> None:
    file = tmp_path / "gongwen" / "reminder.md.j2"
    file.parent.mkdir()
    file.write_text("{{ opening }}\n逾期事项请说明原因。\n{{ closing }}\n", encoding="utf-8")
    asked = OfficialRequest(SENDER.address, templates=TemplateChoice(tmp_path, TemplateTrust()))
    (letter,) = gather_reminders(opened(), PilotSelection(), None, "qc-hrss", asked).made
    assert "逾期事项请说明原因。" in list(letter.document.texts())
