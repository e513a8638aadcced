"""Record practices, the stages they reach, and who has adopted them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.choices import PracticeStage
from talentpilot.services.recording.items import add_item, refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import Words, in_words, without_empty
from talentpilot.store.yaml.editor import Value

FILE = "outcomes.yaml"
TEXTS = ("summary", "steps", "conditions", "cost", "risks")
ADOPTION_TEXTS = ("scale", "adapted")
STAGES: tuple[str, ...] = get_args(PracticeStage)
_BY_AUTHORITY = ("endorsed", "promoted")
"""Stages that somebody with authority decides, on a paper of their own."""


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """What is recorded of a practice; None or empty for what is not said.

    `texts` are by field, see `TEXTS`. `day`, `by` and `document` belong to the stage; a document without a stage that
    needs one is a paper about the practice.
    """

    title: Value = None
    kind: str | None = None
    texts: Mapping[str, Value] = field(default_factory=dict)
    stage: str | None = None
    day: date | None = None
    by: str | None = None
    document: str | None = None
    solves: Sequence[str] = ()
    indicators: Sequence[str] = ()

    @property
    def words(self) -> dict[str, Value]:
        """Title, kind and texts by field."""
        return without_empty(title=self.title, kind=self.kind, **self.texts)


def record_practice(edit: PilotEdit, facts: PracticeFacts) -> str:
    """Record a new practice, with its stage if one is given; return its id.

    Raises:
        UsageProblem: title or kind is missing, or the stage is unknown or incomplete.
    """
    missing = [name for name, value in (("title", facts.title), ("kind", facts.kind)) if value is None]
    if missing:
        raise UsageProblem(
            "a new practice needs: {missing}; nothing was written",
            help="kinds: policy, project, platform, service or other",
            missing=Message.listed(missing),
        )
    said = Message.of("{id} is a new practice, {kind}", kind=in_words(facts.kind, "practice_kind"))
    identifier = add_item(edit, "practices", "P", facts.words, said)
    _put(edit, identifier, _stage(edit, facts), facts, force=False)
    return identifier


def update_practice(edit: PilotEdit, practice: str, facts: PracticeFacts, *, force: bool = False) -> None:
    """Record the next stage of a practice, or more of what is known of it.

    Raises:
        UsageProblem: there is no such practice, nothing is given, or it is recorded already.
    """
    if facts == PracticeFacts():
        raise UsageProblem(
            "nothing is given for {identifier}",
            help="give a stage, a text, a document, or what it solves",
            identifier=practice,
        )
    edit.find(FILE, "practices", practice)
    _put(edit, practice, {**facts.words, **_stage(edit, facts)}, facts, force=force)


def _put(edit: PilotEdit, identifier: str, values: Mapping[str, Value], facts: PracticeFacts, *, force: bool) -> None:
    place = ("practices", edit.find(FILE, "practices", identifier))
    for name, value in values.items():
        what = Message.of("{id} {field}", id=identifier, field=Message(name))
        refuse_recorded(edit, FILE, (*place, name), what, force=force)
        said = value if not isinstance(value, dict) else ", ".join(map(str, value.values()))
        edit.put(FILE, (*place, name), value, Message.of("{what}: {value}", what=what, value=said))
    if facts.document is not None and facts.stage not in _BY_AUTHORITY:
        paper = Message.of("{id} on paper: {document}", id=identifier, document=facts.document)
        edit.cite(FILE, (*place, "documents"), [facts.document], paper)
    edit.cite(FILE, (*place, "solves"), list(facts.solves))
    edit.cite(FILE, (*place, "indicators"), list(facts.indicators))


def _stage(edit: PilotEdit, facts: PracticeFacts) -> dict[str, Value]:
    """Return the stage with its day, or with day, authority and paper; nothing if no stage is given."""
    if facts.stage is None:
        if facts.by is not None or facts.day is not None:
            raise UsageProblem(
                "a day and an authority belong to a stage", help="give a stage: {stages}", stages=Message.listed(STAGES)
            )
        return {}
    if facts.stage not in STAGES:
        raise UsageProblem(
            "stage {stage} is unknown", help="write {stages}", stage=facts.stage, stages=Message.listed(STAGES)
        )
    day = facts.day or edit.as_of
    if facts.stage not in _BY_AUTHORITY:
        return {facts.stage: day}
    if facts.by is None:
        raise UsageProblem(
            "the practice was {stage}, and no organization is given", help="give the organization, and its document",
            stage=facts.stage,
        )  # fmt: skip
    return {facts.stage: without_empty(date=day, by=facts.by, document=facts.document)}


def record_adoption(
    edit: PilotEdit,
    practice: str,
    day: date | None = None,
    *,
    org: str | None = None,
    region: str | None = None,
    document: str | None = None,
    scale: Words | None = None,
    adapted: Words | None = None,
    force: bool = False,
) -> None:
    """Record that an organization or a region has adopted a practice.

    Raises:
        UsageProblem: there is no such practice, nobody is named, or the adoption is recorded already.
    """
    place, day = ("practices", edit.find(FILE, "practices", practice), "adoptions"), day or edit.as_of
    if org is None and region is None:
        raise UsageProblem("no adopter is given", help="give an organization or a region")
    adopter = {key: one for key, one in (("org", org), ("region", region)) if one is not None}
    paper = {"document": document} if document is not None else {}
    meaning = Message.of("{id} adopted by {names}", id=practice, names=Message.listed(adopter.values()))
    for index, known in enumerate(edit.file(FILE).at(place) or ()):
        if isinstance(known, dict) and {**adopter, **paper}.items() <= known.items():
            refuse_recorded(edit, FILE, (*place, index), meaning, force=force)
    fields = {**adopter, "date": day, **paper, **without_empty(scale=scale, adapted=adapted)}
    edit.append(FILE, place, fields, Message.of("{what} on {day}", what=meaning, day=day))
