"""Texts that are no texts yet: placeholders (S08), titles in one language of two (S09)."""

import re
from collections.abc import Iterator

from pydantic.fields import FieldInfo

from talentpilot.analysis.bottlenecks import written_episodes
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.base import Text
from talentpilot.model.programme import Programme
from talentpilot.rules.cases import OUTCOMES, PILOT, PilotCase, ProgrammeCase
from talentpilot.rules.rule import Finding, also_programme, pilot_rule
from talentpilot.rules.walking import branches, holds, walk, walk_pilot

PLACEHOLDER = re.compile(
    r"(?<![A-Za-z0-9])(?:TODO|TBD|X{2,})(?![A-Za-z0-9])|(?<![等期])待定|×{2,}|[Ｘ]{2,}", re.IGNORECASE
)
"""Words that say that something is still to be written; 等待定级 and 期待定期 are none."""
_MAYBE = ("TODO", "TBD", "XX", "待定", "××", "ＸＸ")
"""One look at all texts together, before each is searched."""


def _is_required_text(name: str, info: FieldInfo) -> bool:
    return name == "objective" or (info.is_required() and holds(info.annotation, Text))


@pilot_rule("S08", "placeholder-text", Severity.WARNING)
def placeholder_text(case: PilotCase) -> Iterator[Finding]:
    """A required text of an approved pilot holds a placeholder: TODO, TBD, 待定, XX.

    A plan is approved with what it says. A placeholder in it was either overlooked, or the thing was never
    settled. Also looked at: the approval's document, and what a documented practice or a resolved bottleneck
    must say.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, title: Self-assessment by XX (待定)}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, title: Self-assessment by the lead}
    """
    if not case.approved:
        return
    texts = list(_required_texts(case))
    everything = "\n".join(wording for _, _, text in texts for wording in text.versions).upper()
    if not any(word in everything for word in _MAYBE):
        return
    for file, path, text in texts:
        for key, wording in _wordings(text):
            if match := PLACEHOLDER.search(wording):
                yield Finding(
                    file, (*path, *key), "the text holds the placeholder {found}", {"found": match[0]},
                    "write what has been settled; a text of the plan itself is changed by a filing",
                )  # fmt: skip


def _required_texts(case: PilotCase) -> Iterator[tuple[str, FieldPath, Text]]:
    yield from walk_pilot(case, _is_required_text)
    approval = case.pilot.file.approval
    if approval is not None and approval.document is not None:
        yield PILOT, ("approval", "document"), Text(plain=approval.document)
    for index, bottleneck in enumerate(case.pilot.file.bottlenecks):
        for route, episode in written_episodes(bottleneck):
            if episode.resolved is not None and episode.resolution is not None:
                yield PILOT, ("bottlenecks", index, *route, "resolution"), episode.resolution
    for index, practice in enumerate(case.pilot.practices):
        if practice.status(case.as_of) == "draft":
            continue
        for key, text in (
            ("steps", practice.steps),
            ("conditions", practice.conditions),
            ("cost", practice.cost),
        ):
            if text is not None:
                yield OUTCOMES, ("practices", index, key), text


def _wordings(text: Text) -> Iterator[tuple[FieldPath, str]]:
    if text.plain:
        yield (), text.plain
    if text.zh:
        yield ("zh",), text.zh
    if text.en:
        yield ("en",), text.en


def _is_title(name: str, _: FieldInfo) -> bool:
    return name == "title"


def _title_of_programme(case: ProgrammeCase) -> Iterator[Finding]:
    for path, title in walk(case.programme, branches(Programme, _is_title)):
        yield from _speaks_all(case.programme, "programme.yaml", path, title)


@also_programme(_title_of_programme)
@pilot_rule("S09", "title-lacks-language", Severity.WARNING)
def title_lacks_language(case: PilotCase) -> Iterator[Finding]:
    """A title is not there in a language that the programme requires (`languages` in programme.yaml).

    Reports in that language would show the title in the other one. A title written as one plain text serves
    where one language is required; where two are, it can't be both.

    Bad:
        # programme.yaml
        languages: [zh]
        # milestones.yaml
        milestones:
          - {id: M4, title: {en: Mid-term self-assessment}}

    Good:
        # programme.yaml
        languages: [zh]
        # milestones.yaml
        milestones:
          - {id: M4, title: {zh: 中期自评, en: Mid-term self-assessment}}
    """
    if case.programme.languages:
        for file, path, title in walk_pilot(case, _is_title):
            yield from _speaks_all(case.programme, file, path, title)


def _speaks_all(programme: Programme, file: str, path: FieldPath, title: Text) -> Iterator[Finding]:
    required = tuple(dict.fromkeys(programme.languages))
    if title.plain and len(required) > 1:
        values = {"required": ", ".join(required)}
        advice = "write title: {{zh: …, en: …}}"
        yield Finding(file, path, "the title is one plain text; the programme requires {required}", values, advice)
        return
    for language in required:
        if not title.speaks(language):
            values = {"language": language}
            yield Finding(
                file, path, "the title has no wording in {language}", values, "add {language}: … to the title"
            )


TEXT_RULES = (placeholder_text, title_lacks_language)
