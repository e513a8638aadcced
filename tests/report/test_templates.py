"""Templates: where they are found, what they may do, how their mistakes are told."""

from pathlib import Path

import pytest

import talentpilot
from talentpilot.errors import TemplateError
from talentpilot.report import templates


def _written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name}.md.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _rendered(folder: Path, name: str, **data: object) -> str:
    return templates.render(templates.environment([folder]), f"{name}.md.j2", data)


def test_every_value_is_escaped_unless_it_is_marked_as_markdown(tmp_path: Path) -> None:
    _written(tmp_path, page="{{ x }}|{{ x | md }}|{{ x | line }}|{{ none }}|{{ 'a' | link('https://b.c') }}\n")
    assert _rendered(tmp_path, "page", x="*a*\nb") == ("\\*a\\*<br>b|*a*\nb|\\*a\\* b|—|[a](<https://b.c>)\n")


def test_blocks_leave_no_empty_lines(tmp_path: Path) -> None:
    _written(tmp_path, page="a\n  {% if true %}\nb\n  {% endif %}\n")
    assert _rendered(tmp_path, "page") == "a\nb\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n{{ missing }}", "page.md.j2:2: 'missing' is undefined"),
        ("{{ row.name }}", "page.md.j2:1: 'dict object' has no attribute 'name'"),
        ("\n\n{% if %}", "page.md.j2:3: a value is missing before %}"),
        ("{{ x | nothing }}", "page.md.j2:1: No filter named 'nothing'"),
        ("{{ ''.__class__.__mro__ }}", "page.md.j2:1: a template may not use __class__"),
        ("{{ [].append(1) }}", "page.md.j2:1: a template may not use append"),
        ("\n{% include 'gone.j2' %}", "page.md.j2:2: there is no template gone.j2"),
        ("{{ 1 / 0 }}", "page.md.j2:1: division by zero"),
        ("{% include 'page.md.j2' %}", "page.md.j2:1: maximum recursion depth exceeded"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    _written(tmp_path, page=text)
    with pytest.raises(TemplateError) as raised:
        _rendered(tmp_path, "page", row={}, x=1)
    assert message in str(raised.value)


def test_a_mistake_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    _written(tmp_path, page="{% include 'part.md.j2' %}", part="\n{{ missing }}")
    with pytest.raises(TemplateError, match=r"part\.md\.j2:2: 'missing' is undefined"):
        _rendered(tmp_path, "page")


def test_a_template_that_is_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"^there is no template nowhere\.md\.j2$"):
        _rendered(tmp_path, "nowhere")
    with pytest.raises(TemplateError, match=r"^there is no template nowhere\.typ$"):
        templates.find("nowhere.typ", [tmp_path])


def test_the_first_folder_that_has_a_file_wins(tmp_path: Path) -> None:
    given, ledger = tmp_path / "given", tmp_path / "ledger"
    _written(given, page="given")
    _written(ledger, page="ledger", other="ledger")
    source = templates.environment([given, ledger])
    assert templates.render(source, "page.md.j2", {}) == "given"
    assert templates.render(source, "other.md.j2", {}) == "ledger"
    assert templates.find("page.md.j2", [given, ledger]) == given / "page.md.j2"
    assert templates.find("report.typ", [given, ledger]) == templates.built_in() / "report.typ"


def test_the_built_in_templates_are_listed() -> None:
    names = templates.names()
    assert {"filter.lua", "report.typ", "charts/lights.vl.json.j2"} <= set(names)
    assert list(names) == sorted(names)


def test_an_installed_package_brings_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "talentpilot"
    (package / "_templates").mkdir(parents=True)
    monkeypatch.setattr(talentpilot, "__file__", str(package / "__init__.py"))
    assert templates.built_in() == package / "_templates"


def test_an_installation_without_templates_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talentpilot, "__file__", str(tmp_path / "lib" / "talentpilot" / "__init__.py"))
    with pytest.raises(TemplateError, match="install talentpilot again"):
        templates.built_in()
