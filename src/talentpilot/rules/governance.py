"""Family G: personal data, which a ledger must not hold, and expired waivers."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.rules.contexts import LedgerContext, PilotContext, ProgrammeContext
from talentpilot.rules.privacy import (
    MAILBOX,
    MOBILE,
    hints_at_contact,
    hints_at_identity,
    identity_numbers,
    masked,
    record_texts_with,
    texts_with,
)
from talentpilot.rules.rule import Finding, ledger_rule, pilot_rule, programme_rule
from talentpilot.suggestions import known_words

PROGRAMME, CATALOGUE = "programme.yaml", "catalogue.yaml"


def _identity(file: str, path: FieldPath, text: str) -> Iterator[Finding]:
    for number in identity_numbers(text):
        yield Finding(
            file, path, "an identity number stands here: {seen}", {"seen": masked(number)},
            "remove it, and have the history of the file cleaned; a pilot is described without persons",
        )  # fmt: skip


def _identity_in_programme(context: ProgrammeContext) -> Iterator[Finding]:
    for file, record in ((PROGRAMME, context.programme), (CATALOGUE, context.catalogue)):
        for path, text in record_texts_with(record, hints_at_identity):
            yield from _identity(file, path, text)


@programme_rule.as_well(_identity_in_programme)
@pilot_rule("G01", "identity-number", Severity.ERROR)
def identity_number(context: PilotContext) -> Iterator[Finding]:
    """A text holds an identity number.

    A ledger is copied, sent around and kept for years; whoever has it would have that person's number. Only numbers
    with a correct check digit are reported, so that document and project numbers are left alone.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M1, note: Signed by 11010519491231002X for the bureau}

    Good:
        # milestones.yaml
        milestones:
          - {id: M1, note: Signed by the bureau}
    """
    for file, path, text in texts_with(context, hints_at_identity):
        yield from _identity(file, path, text)


def _contact(file: str, path: FieldPath, text: str) -> Iterator[Finding]:
    forms = (
        (MOBILE, "a mobile number stands here: {seen}"),
        (MAILBOX, "a personal mailbox stands here: {seen}"),
    )
    for form, message in forms:
        for match in re.finditer(form, text):
            yield Finding(
                file, path, message, {"seen": masked(match[0])},
                "write the office, its landline or its official mailbox instead",
            )  # fmt: skip


def _contact_in_programme(context: ProgrammeContext) -> Iterator[Finding]:
    for file, record in ((PROGRAMME, context.programme), (CATALOGUE, context.catalogue)):
        for path, text in record_texts_with(record, hints_at_contact):
            yield from _contact(file, path, text)


@programme_rule.as_well(_contact_in_programme)
@pilot_rule("G02", "private-contact", Severity.WARNING)
def private_contact(context: PilotContext) -> Iterator[Finding]:
    """A text holds a mobile number or a personal mailbox.

    People change posts, offices stay: the contact of a pilot is an office. A private number in a file that is published
    cannot be taken back.

    Bad:
        # pilot.yaml
        roles: {contact: Titles office 13800138000}

    Good:
        # pilot.yaml
        roles: {contact: Titles office}
    """
    for file, path, text in texts_with(context, hints_at_contact):
        yield from _contact(file, path, text)


def _useless_waivers(context: LedgerContext) -> Iterator[Finding]:
    """Yield waivers of objects that are neither in a pilot nor in the ledger's own files."""
    programme = context.programme
    known = context.folders | context.reported.keys() | {programme.id}
    known |= {item.id for item in programme.organizations} | {item.id for item in programme.units}
    known |= {item.code for item in programme.regions} | {item.id for item in context.catalogue.domains}
    known |= {task.id for domain in context.catalogue.domains for task in domain.tasks}
    in_vain = {name for summary in context.summaries for name in summary.waived_in_vain}
    for index, item in enumerate(programme.waivers):
        pilot = item.object.partition("/")[0]
        if item.object in in_vain or (pilot not in known and not item.rule.startswith("C")):
            yield Finding(
                PROGRAMME, ("waivers", index, "object"),
                "there is no {object} in the ledger, so the waiver silences nothing",
                {"object": item.object, "known": known_words(pilot, context.folders)},
                "write what stands in the finding, such as yx-titles-01/M3" if item.object in in_vain
                else "{known} write the id of the pilot, and after a / that of the item",
            )  # fmt: skip


@ledger_rule.as_well(_useless_waivers)
@programme_rule("G03", "waiver-void", Severity.WARNING, by_clock=True)
def waiver_void(context: ProgrammeContext) -> Iterator[Finding]:
    """A waiver gives no reason, has expired, or names a rule, a pilot or something in a pilot that there is not.

    A waiver is an exception that somebody is responsible for, until a given day. Without a reason it has no effect, and
    after that day the rule applies again.

    Bad:
        # programme.yaml
        waivers:
          - {rule: M08, object: yx-titles-01, reason: Winter break, by: yx-hrss, until: 2026-01-31}

    Good:
        # programme.yaml
        waivers:
          - {rule: M08, object: yx-titles-01, reason: Winter break, by: yx-hrss, until: 2026-12-31}
    """
    from talentpilot.rules import BY_ID  # the list of all rules holds this one

    for index, item in enumerate(context.programme.waivers):
        values = {"rule": item.rule, "object": item.object, "until": str(item.until)}
        if item.reason is None:
            yield Finding(
                PROGRAMME, ("waivers", index), "waiver of {rule} on {object} without a reason", values,
                "write reason: why the rule may be silent, or take the waiver out",
            )  # fmt: skip
        if item.rule not in BY_ID:
            near = get_close_matches(item.rule, list(BY_ID), n=1)
            yield Finding(
                PROGRAMME, ("waivers", index, "rule"), "there is no rule {rule}, so the waiver silences nothing",
                {**values, "near": near[0] if near else ""},
                "did you mean {near}?" if near else "write the id that the finding has in brackets, such as M08",
            )  # fmt: skip
        if item.until < context.as_of:
            yield Finding(
                PROGRAMME, ("waivers", index, "until"), "waiver of {rule} on {object} expired on {until}",
                values, "correct what it covered, or have it extended with a new reason; otherwise take it out",
            )  # fmt: skip


@programme_rule("G04", "gaps-out-of-order", Severity.WARNING)
def gaps_out_of_order(context: ProgrammeContext) -> Iterator[Finding]:
    """The gap from which a light is amber is above that from which it is red, or one of them is below 0.

    Such a light goes from green to red without warning. Gaps are percentage points: 0.3 is less than a third of one.

    Bad:
        # programme.yaml
        rules: {thresholds: {amber_gap_pp: 30, red_gap_pp: 10}}

    Good:
        # programme.yaml
        rules: {thresholds: {amber_gap_pp: 10, red_gap_pp: 30}}
    """
    limits = context.programme.rules.thresholds
    if not 0 <= limits.amber_gap_pp <= limits.red_gap_pp:
        yield Finding(
            PROGRAMME, ("rules", "thresholds"), "amber_gap_pp {amber} and red_gap_pp {red} are not in order",
            {"amber": str(limits.amber_gap_pp), "red": str(limits.red_gap_pp)},
            "write percentage points, the amber one at most as large as the red one: 10 and 30 by default",
        )  # fmt: skip
