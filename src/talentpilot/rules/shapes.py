"""Rules of family S: ids, required texts and titles are well formed."""

import re
from collections.abc import Iterable, Iterator

from pydantic.fields import FieldInfo

from talentpilot.analysis.bottlenecks import written_episodes
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.base import Text
from talentpilot.model.pilot import Adjustment, Bottleneck, Evidence, Incentive, Publicity
from talentpilot.model.programme import Programme
from talentpilot.model.scalars import FILE_ID, digits
from talentpilot.model.units import CURRENCIES, meant_currency
from talentpilot.rules.contexts import (
    MILESTONES,
    OUTCOMES,
    PILOT,
    LedgerContext,
    PilotContext,
    PilotSummary,
    ProgrammeContext,
)
from talentpilot.rules.fields import branches, holds, walk_fields, walk_pilot
from talentpilot.rules.rule import Finding, ledger_rule, pilot_rule, programme_rule, reading_rule

REQUIRED_FIELD_MISSING = reading_rule(
    "S01", "required-field-missing", Severity.ERROR,
    """A required field is missing or empty.

    Without it the object can't be counted or shown. If another rule covers the case, such as P06 for the objective of
    an approved pilot, that rule reports it.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, owner: null}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, owner: yx-hrss}
    """,
)  # fmt: skip

UNKNOWN_FIELD = reading_rule(
    "S02", "unknown-field", Severity.ERROR,
    """A field is not one that the format knows; the nearest known name is suggested.

    A misspelt field would otherwise be passed over without a word: `evidense: [E3]` proves nothing, with a value
    or without. Fields of one's own are refused too, since nobody else could read them.

    In braces a comma parts one field from the next: `{value: 1,920}` is a value of 1 and a field 920. Write a number
    without commas, and put a text that has one in quotes. A colon needs a space after it: `{weight:3}` is a field of
    that name. The item with such a mistake is in no figure until it is corrected.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, delivrable: Report}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, deliverable: Report}
    """,
)  # fmt: skip

WRONG_TYPE = reading_rule(
    "S03", "wrong-type", Severity.ERROR,
    """A value does not have the type of its field, such as a text instead of a list.

    The tool never guesses what was meant. Quotation marks never change the type of a value.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, evidence: E1}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, evidence: [E1]}
    """,
)  # fmt: skip

VALUE_NOT_ALLOWED = reading_rule(
    "S04", "value-not-allowed", Severity.ERROR,
    """A value is not one of the words that its field allows; the list and the nearest word are shown.

    Counts over many pilots need the same words for the same things.

    Bad:
        # pilot.yaml
        bottlenecks:
          - {id: B1, severity: serious}

    Good:
        # pilot.yaml
        bottlenecks:
          - {id: B1, severity: major}
    """,
)  # fmt: skip

Named = tuple[str, FieldPath, str]
"""File and path of an object inside a pilot, and its id."""


@pilot_rule("S05", "malformed-or-repeated-id", Severity.ERROR)
def malformed_or_repeated_id(context: PilotContext) -> Iterator[Finding]:
    """An id is malformed, or is used twice in one pilot.

    Filings, reports and reviewers point at objects by their ids for years; `yx-titles-01/M3` must mean one
    thing only. The codes of reviewers are for one evaluation each.

    Bad:
        # milestones.yaml
        milestones:
          - {id: B1, title: Case book, owner: yx-hrss, due: 2027-05-31}

    Good:
        # milestones.yaml
        milestones:
          - {id: M8, title: Case book, owner: yx-hrss, due: 2027-05-31}
    """
    yield from _repeated(_inner_objects(context))
    for name, evaluation in context.pilot.evaluations.items():
        file = f"evaluations/{name}.yaml"
        yield from _repeated((file, ("reviewers", at), one.id) for at, one in enumerate(evaluation.reviewers))


def _repeated(named: Iterable[Named]) -> Iterator[Finding]:
    seen: dict[str, tuple[str, FieldPath]] = {}
    advice = "it stands first in {first}; give the later one the next free id; withdrawn ids are not used again"
    for file, path, identifier in named:
        place = (*path, "id")
        if seen.setdefault(identifier, (file, place)) != (file, place):
            values = {"id": identifier}
            yield Finding(file, place, "id {id} is used twice", values, advice, first=seen[identifier])


def _inner_objects(context: PilotContext) -> Iterator[Named]:
    """Return everything in a pilot that has an id, in the order of the files."""
    pilot, file = context.pilot, context.pilot.file
    named: tuple[tuple[str, tuple[Adjustment | Bottleneck | Incentive | Publicity | Evidence, ...]], ...] = (
        ("adjustments", file.adjustments),
        ("bottlenecks", file.bottlenecks),
        ("incentives", file.incentives),
        ("publicity", file.publicity),
        ("evidence", file.evidence),
    )
    for key, items in named:
        for index, item in enumerate(items):
            yield PILOT, (key, index), item.id
    for number, report in enumerate(file.reports):
        for index, matter in enumerate(report.matters):
            yield PILOT, ("reports", number, "matters", index), matter.id
    for index, step in enumerate(pilot.milestones):
        yield MILESTONES, ("milestones", index), step.id
    for index, indicator in enumerate(pilot.indicators):
        yield OUTCOMES, ("indicators", index), indicator.id
    for index, practice in enumerate(pilot.practices):
        yield OUTCOMES, ("practices", index), practice.id


@ledger_rule("S06", "id-used-twice", Severity.ERROR)
def id_used_twice(context: LedgerContext) -> Iterator[Finding]:
    """Two pilots, two organizations or two tasks have the same id.

    Everything recorded about one of them could be about the other. It mostly comes from a folder or a line that was
    copied for a new one.

    Bad:
        # pilots/yx-titles-02, copied

    Good:
        # pilot.yaml
        id: yx-titles-01
    """
    first: dict[str, str] = {}
    for summary in sorted(context.summaries, key=_original_first):
        if summary.id in first:
            help_ = "write the name of this folder: id: {folder}"
            if FILE_ID.fullmatch(summary.folder) is None:
                help_ = "delete this copy, or give its folder and its id a name of their own"
            yield Finding(
                PILOT, ("id",), "id {id} is that of the pilot in pilots/{first} as well",
                {"id": summary.id, "first": first[summary.id], "folder": summary.folder}, help_,
                folder=summary.folder,
            )  # fmt: skip
        first.setdefault(summary.id, summary.folder)
    listed = enumerate(context.programme.organizations)
    organizations: list[tuple[str, FieldPath]] = [(item.id, ("organizations", index)) for index, item in listed]
    yield from _twice("programme.yaml", Message("organization"), organizations)
    tasks: list[tuple[str, FieldPath]] = [
        (task.id, ("domains", number, "tasks", index))
        for number, domain in enumerate(context.catalogue.domains)
        for index, task in enumerate(domain.tasks)
    ]
    yield from _twice("catalogue.yaml", Message("task"), tasks)


def _original_first(summary: PilotSummary) -> tuple[bool, str]:
    """Return the sort key that puts the pilot whose folder has its id as name before copies."""
    return summary.folder != summary.id, summary.folder


def _twice(file: str, what: Message, named: list[tuple[str, FieldPath]]) -> Iterator[Finding]:
    seen: dict[str, FieldPath] = {}
    advice = "it stands first in {first}; keep one of the two, or give one its own id"
    for identifier, path in named:
        place = (*path, "id")
        if seen.setdefault(identifier, place) != place:
            values: dict[str, str | Message] = {"what": what, "id": identifier}
            yield Finding(file, place, "{what} {id} stands twice", values, advice, first=(file, seen[identifier]))


@pilot_rule("S10", "amount-without-currency", Severity.WARNING)
def amount_without_currency(context: PilotContext) -> Iterator[Finding]:
    """An amount has no currency, the currency is not a code of ISO 4217, or the amount is not above 0.

    Sums over many pilots are made currency by currency; `300000` alone belongs to none of them, and `RMB` and
    `元` would be two more. A minus sign lowers the sum that others received.

    Bad:
        # pilot.yaml
        incentives:
          - {id: S1, currency: null}

    Good:
        # pilot.yaml
        incentives:
          - {id: S1, currency: CNY}
    """
    for index, item in enumerate(context.pilot.file.incentives):
        place: FieldPath = ("incentives", index)
        if item.amount is not None and item.amount <= 0:
            yield Finding(
                PILOT, (*place, "amount"), "amount {amount} is not above 0", {"amount": digits(item.amount)},
                "write what was granted; support without an amount leaves the field out",
            )  # fmt: skip
        if item.currency is None:
            if item.amount is not None:
                yield Finding(
                    PILOT, (*place, "amount"), "amount {amount} without a currency", {"amount": digits(item.amount)},
                    "write currency: CNY, or another code of ISO 4217",
                )  # fmt: skip
        elif item.currency not in CURRENCIES:
            meant = meant_currency(item.currency)
            yield Finding(
                PILOT, (*place, "currency"), "currency {currency} is not a code of ISO 4217",
                {"currency": item.currency, "meant": meant or ""},
                "did you mean {meant}?" if meant else "write three capital letters such as CNY, USD or EUR",
            )  # fmt: skip


_PLACEHOLDER = r"(?i)(?<![A-Za-z0-9])(?:TODO|TBD|X{2,})(?![A-Za-z0-9])|(?<![等期])待定|×{2,}|[Ｘ]{2,}"
"""Words that say that something is still to be written; 等待定级 and 期待定期 are none."""
_MAYBE = ("TODO", "TBD", "XX", "待定", "××", "ＸＸ")
"""One look at all texts together, before each is searched."""
NOTHING_SAID = re.compile(
    r"\W*(?:同上|同前|略|见附件|详见附件|待补充?|待填写?|as above|see above|ditto|see annex|n/?a)?\W*", re.IGNORECASE
)
"""Texts that are nothing but signs or a word pointing elsewhere: ——, ？, 同上."""
NUMBER_ALONE = re.compile(r"[\W\d]*\d[\W\d]*")
NUMBER_ALONE = re.compile(r"[\W\d]*\d[\W\d]*")


def _is_required_text(name: str, info: FieldInfo) -> bool:
    return name == "objective" or (info.is_required() and holds(info.annotation, Text))


@pilot_rule("S08", "placeholder-text", Severity.WARNING)
def placeholder_text(context: PilotContext) -> Iterator[Finding]:
    """A required text of an approved pilot holds a placeholder: TODO, TBD, 待定, XX, or says nothing: 同上, ——, 12.

    A plan is approved as it is written. A placeholder in it was overlooked, or the matter was never settled. The
    approval's document and the required texts of documented practices and resolved bottlenecks are checked too.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, title: Self-assessment by XX (待定)}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, title: Self-assessment by the lead}
    """
    if not context.approved:
        return
    texts = list(_required_texts(context))
    everything = "\n".join(wording for _, _, text in texts for wording in text.versions).upper()
    maybe = any(word in everything for word in _MAYBE)
    for file, path, text in texts:
        for key, wording in _wordings(text):
            if match := (re.search(_PLACEHOLDER, wording) if maybe else None) or NOTHING_SAID.fullmatch(wording):
                yield Finding(
                    file, (*path, *key), "the text holds the placeholder {found}", {"found": match[0]},
                    "write what has been settled; a text of the plan itself is changed by a filing",
                )  # fmt: skip
            elif path[-1] not in ("title", "document") and NUMBER_ALONE.fullmatch(wording):
                yield Finding(
                    file, (*path, *key), "the text is nothing but the number {found}", {"found": wording},
                    "write in words what it counts; values of indicators stand under observations",
                )  # fmt: skip


def _required_texts(context: PilotContext) -> Iterator[tuple[str, FieldPath, Text]]:
    yield from walk_pilot(context, _is_required_text)
    approval = context.pilot.file.approval
    if approval is not None and approval.document is not None:
        yield PILOT, ("approval", "document"), Text(plain=approval.document)
    for index, bottleneck in enumerate(context.pilot.file.bottlenecks):
        for route, episode in written_episodes(bottleneck):
            if episode.resolved is not None and episode.resolution is not None:
                yield PILOT, ("bottlenecks", index, *route, "resolution"), episode.resolution
    for index, practice in enumerate(context.pilot.practices):
        if practice.status(context.as_of) == "draft":
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


def _title_of_programme(context: ProgrammeContext) -> Iterator[Finding]:
    for path, title in walk_fields(context.programme, branches(Programme, _is_title)):
        yield from _speaks_all(context.programme, "programme.yaml", path, title)


@programme_rule.as_well(_title_of_programme)
@pilot_rule("S09", "title-lacks-language", Severity.WARNING)
def title_lacks_language(context: PilotContext) -> Iterator[Finding]:
    """A title is missing in a language that the programme requires (`languages` in programme.yaml).

    Reports in that language would show the title in the other one. A title written as one plain text is enough if one
    language is required, but can't serve for two.

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
    if context.programme.languages:
        for file, path, title in walk_pilot(context, _is_title):
            yield from _speaks_all(context.programme, file, path, title)


def _speaks_all(programme: Programme, file: str, path: FieldPath, title: Text) -> Iterator[Finding]:
    required = tuple(dict.fromkeys(programme.languages))
    if title.plain and len(required) > 1:
        message = "the title is one plain text; the programme requires {required}"
        yield Finding(file, path, message, {"required": Message.listed(required)}, "write title: {{zh: …, en: …}}")
        return
    for language in required:
        if not title.speaks(language):
            values = {"language": language}
            yield Finding(
                file, path, "the title has no wording in {language}", values, "add {language}: … to the title"
            )
