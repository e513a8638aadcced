"""The specification in docs/spec: every section that the code cites exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "docs" / "spec"
CITATION = re.compile(r"`(?:docs/spec/)?([a-z]+)\.md`(?:,? (?:section )?([0-9]+))?")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")

CITED = sorted(
    {
        (page, section)
        for file in (ROOT / "src").rglob("*.py")
        for page, section in CITATION.findall(file.read_text(encoding="utf-8"))
    }
)


def test_the_code_cites_the_specification() -> None:
    assert {("status", "2"), ("ledger", "8"), ("evaluation", "5")} <= set(CITED)


@pytest.mark.parametrize(("page", "section"), CITED)
def test_a_cited_section_exists(page: str, section: str) -> None:
    text = (SPEC / f"{page}.md").read_text(encoding="utf-8")
    assert not section or re.search(rf"^## {section}\. ", text, re.MULTILINE)


@pytest.mark.parametrize("page", sorted(SPEC.glob("*.md")), ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {name for name, _ in CITATION.findall(text)} - {"README"}
    assert {name for name in named if not (SPEC / f"{name}.md").is_file()} == set()
    for target in LINK.findall(text):
        assert (page.parent / target).exists(), target


def test_the_modules_that_contributing_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:src/talentpilot/)?([a-z_0-9/]+/[a-z_0-9]+\.(?:py|ini|po|json))`", text))
    assert len(named) > 8
    homes = (ROOT / "src" / "talentpilot", ROOT)
    assert {name for name in named if not any((home / name).is_file() for home in homes)} == set()
