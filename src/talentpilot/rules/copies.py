"""Rules of family X, on what only the ledger as a whole shows, and S11: copies, and what stands twice."""

import unicodedata
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.ledger import Pilot
from talentpilot.rules.contexts import (
    MILESTONES,
    OUTCOMES,
    PILOT,
    LedgerContext,
    PilotContext,
    ProgrammeContext,
)
from talentpilot.rules.fields import walk_pilot
from talentpilot.rules.rule import Finding, ledger_rule, pilot_rule, programme_rule


@ledger_rule("X01", "pilot-copied", Severity.WARNING)
def pilot_copied(context: LedgerContext) -> Iterator[Finding]:
    """Two pilots have the same title, a series of observations that agrees in every date and value, or one grant.

    A new pilot is often started as a copy of another one; what was not replaced is counted twice in every total.
    Support is the same if title, grantor, day and amount agree and a unit of the one takes part in the other; equal
    sums for different units are two grants.

    Bad:
        # pilots/yx-titles-02, copied
        # pilots/yx-titles-02/pilot.yaml
        id: yx-titles-02

    Good:
        # pilots/yx-titles-02, copied
        # pilots/yx-titles-02/pilot.yaml
        id: yx-titles-02
        title: Integrity records in the review of teachers
        incentives: null
        # pilots/yx-titles-02/outcomes.yaml
        indicators:
          - {id: I1, observations: []}
          - {id: I2, observations: []}
          - {id: I3, observations: []}
          - {id: I4, observations: []}
        practices: null
    """
    title_of: dict[str, str] = {}
    series_of: dict[str, str] = {}
    yield from _granted_twice(context)
    for summary in sorted(context.originals, key=lambda summary: summary.folder):
        titles = {" ".join(title.split()).casefold(): title for title in summary.titles}
        twin = next((title for title in sorted(titles) if title in title_of), None)
        if twin is not None:
            yield Finding(
                PILOT, ("title",), "title {title} is that of {other}",
                {"title": titles[twin], "other": title_of[twin]},
                "give each pilot a title that tells it from the others", folder=summary.folder,
            )  # fmt: skip
        for index, digest in summary.series:
            if digest in series_of:
                yield Finding(
                    OUTCOMES, ("indicators", index, "observations"),
                    "the same dates and values stand in {other}", {"other": series_of[digest]},
                    "check which of the two measured them; a copied pilot begins without observations",
                    on_key=True, folder=summary.folder,
                )  # fmt: skip
        for title in titles:
            title_of.setdefault(title, summary.folder)
        for _, digest in summary.series:
            series_of.setdefault(digest, summary.folder)


def _granted_twice(context: LedgerContext) -> Iterator[Finding]:
    """Find a support that stands in two pilots, one of which is carried out by an organization of the other.

    The first pilots are found by digest and organization: comparing each with all others took half of `validate` for
    10,000 pilots with the same support.
    """
    of_member: dict[tuple[str, str], tuple[int, str]] = {}
    of_unit: dict[tuple[str, str], tuple[int, str]] = {}
    for number, summary in enumerate(sorted(context.originals, key=lambda summary: summary.folder)):
        for grant in summary.grants:
            same = [of_member.get((grant.digest, unit)) for unit in summary.units]
            same += [of_unit.get((grant.digest, member)) for member in summary.members]
            earlier = sorted(filter(None, same))
            if earlier:
                yield Finding(
                    PILOT, grant.path, "{grant} is the same support as {other}",
                    {"grant": grant.id, "other": earlier[0][1]},
                    "keep it in the pilot for which it was granted; a sum that was shared is written in parts",
                    folder=summary.folder,
                )  # fmt: skip
        for grant in summary.grants:
            place = (number, f"{summary.folder}/{grant.id}")
            for member in summary.members:
                of_member.setdefault((grant.digest, member), place)
            for unit in summary.units:
                of_unit.setdefault((grant.digest, unit), place)


@ledger_rule("X02", "task-without-pilot", Severity.INFO)
def task_without_pilot(context: LedgerContext) -> Iterator[Finding]:
    """No pilot works on a task of the catalogue.

    In the end the programme must account for every task; a gap noticed in the first year can still be filled.

    Bad:
        # catalogue.yaml
        domains:
          - id: titles
            tasks:
              - {id: titles-standards, zh: 评价标准更新, en: Evaluation standards}

    Good:
        # catalogue.yaml
        domains:
          - id: titles
            tasks:
              - {id: titles-standards, zh: 评价标准更新, en: Evaluation standards, retired: 2026-01-01}
    """
    if not context.whole:
        return
    taken = {summary.task for summary in context.summaries}
    for number, domain in enumerate(context.catalogue.domains):
        for index, task in enumerate(domain.tasks):
            retired = task.retired is not None and task.retired <= context.as_of
            if task.id not in taken and not retired:
                yield Finding(
                    "catalogue.yaml", ("domains", number, "tasks", index), "no pilot works on {task}",
                    {"task": task.id},
                    "look for a unit that is ready to try it, or retire the task with a date",
                )  # fmt: skip


@ledger_rule("P14", "reported-pilot-gone", Severity.WARNING)
def reported_pilot_gone(context: LedgerContext) -> Iterator[Finding]:
    """An issued report shows an approved pilot, and the pilot is gone from the ledger.

    What was reported can then no longer be shown, and the next report silently has one pilot less. A pilot ends with a
    filing: conclusion or termination.

    Bad:
        # reports/2025Q4/figures.json, whole
        {"schema": "talentpilot/report/1", "pilots": [{"id": "yx-titles-07", "standing": "active"}]}

        # reports/2025Q4/manifest.json, whole
        {}

    Good:
        # reports/2025Q4/figures.json, whole
        {"schema": "talentpilot/report/1", "pilots": [{"id": "yx-titles-01", "standing": "active"}]}

        # reports/2025Q4/manifest.json, whole
        {}
    """
    present = context.folders | {summary.id for summary in context.summaries}
    for pilot, report in sorted(context.reported.items()):
        if pilot not in present:
            yield Finding(
                PILOT, (), "{pilot} stands as approved in report {report}, and is gone",
                {"pilot": pilot, "report": report},
                "put the folder back from the history of git, and end the pilot by a filing: termination or conclusion",
                folder=pilot,
            )  # fmt: skip


def _is_list_of_words(name: str, info: FieldInfo) -> bool:
    del name
    of = get_args(info.annotation)[0] if get_origin(info.annotation) is tuple else None
    return str in (of, getattr(of, "__origin__", None))


@pilot_rule("S11", "listed-twice", Severity.WARNING)
def listed_twice(context: PilotContext) -> Iterator[Finding]:
    """A list names the same thing twice, or an organization is unit and partner of one pilot at once.

    Lists are counted and printed: two units, three papers, so much support. A line that was copied and never changed
    hides the one that was meant, or one fact that two people recorded is counted twice: a grant, a press report, an
    adoption by one paper, a bottleneck, a step, an indicator, a practice, an evaluation of one day, a file registered
    as two pieces of evidence. P01 covers the lead among the partners, X01 support that stands in two pilots.

    Bad:
        # pilot.yaml
        roles: {partners: [yx-edu, yx-edu]}

    Good:
        # pilot.yaml
        roles: {partners: [yx-edu]}
    """
    for file, path, values in walk_pilot(context, _is_list_of_words):
        yield from _twice(file, path, values)
    units = context.pilot.file.roles.units
    for index, partner in enumerate(context.pilot.file.roles.partners):
        if partner in units:
            yield Finding(
                PILOT, ("roles", "partners", index), "{value} is a unit of this pilot already", {"value": partner},
                "leave it among the units alone, and name the partner that was meant",
            )  # fmt: skip
    yield from _recorded_twice(context.pilot)


def _recorded_twice(pilot: Pilot) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], tuple[FieldPath, str]] = {}
    for file, path, name, said in _records(pilot):
        place, first = seen.setdefault((file.split("/")[0], *said), (path, name))
        if (place, first) != (path, name):
            is_file = said[0] == "evidence"
            message = "{name} is the same file as {first}" if is_file else "{name} says the same as {first}"
            help_ = (
                "cite {first} instead, or put the file that was meant in its place, and its digest"
                if is_file
                else "take one out, or write what was meant in its place"
            )
            yield Finding(file, path, message, {"name": name, "first": first}, help_)


_Record = tuple[str, FieldPath, str, tuple[object, ...]]
"""File, path and name of something recorded, and what distinguishes it from all others of its kind."""


def _records(pilot: Pilot) -> Iterator[_Record]:
    yield from _records_on_file(pilot)
    for index, step in enumerate(pilot.milestones):
        if step.due is not None:
            yield MILESTONES, ("milestones", index), step.id, (step.title, step.due)
    for index, item in enumerate(pilot.indicators):
        yield OUTCOMES, ("indicators", index), item.id, (item.title, item.unit, item.reporting, item.target)
    for index, practice in enumerate(pilot.practices):
        yield OUTCOMES, ("practices", index), practice.id, (practice.title,)
        for number, one in enumerate(practice.adoptions):
            place: FieldPath = ("practices", index, "adoptions", number)
            who = one.org or str(one.region)
            yield OUTCOMES, place, f"{practice.id} {who} {one.date}", (practice.id, who, one.document or one.date)
    for name, evaluation in pilot.evaluations.items():
        said = (evaluation.type, evaluation.as_of, evaluation.evaluator.org)
        yield f"evaluations/{name}.yaml", ("as_of",), name, said


def _records_on_file(pilot: Pilot) -> Iterator[_Record]:
    for index, support in enumerate(pilot.file.incentives):
        said = ("incentives", support.title, support.grantor, support.date, support.amount, support.currency)
        yield PILOT, ("incentives", index), support.id, said
    for index, news in enumerate(pilot.file.publicity):
        yield PILOT, ("publicity", index), news.id, ("publicity", news.title, news.channel, news.date)
    for index, bottleneck in enumerate(pilot.file.bottlenecks):
        yield PILOT, ("bottlenecks", index), bottleneck.id, ("bottlenecks", bottleneck.title, bottleneck.raised)
    cited = set(pilot.cited_evidence())
    for index, paper in enumerate(pilot.file.evidence):
        if paper.sha256 is not None and paper.id in cited:  # of the others R04 speaks
            yield PILOT, ("evidence", index), paper.id, ("evidence", paper.sha256)


def _twice(file: str, path: tuple[Any, ...], values: tuple[str, ...]) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding(
                file, (*path, index), "{value} stands in this list twice", {"value": value},
                "take one out, or write what was meant in its place",
            )  # fmt: skip


@programme_rule("X03", "one-name-two-ids", Severity.WARNING)
def one_name_two_ids(context: ProgrammeContext) -> Iterator[Finding]:
    """Two organizations that both exist have the same name.

    What the one does and what the other does is counted apart: support is summed twice, and a practice that a unit
    took over under its other id passes for replication. One that has ended (`until`) may leave its name to another.

    Bad:
        # programme.yaml
        organizations:
          - {id: yx-education, zh: 云溪省教育厅, kind: government, region: "990000"}

    Good:
        # programme.yaml
        organizations:
          - {id: yx-education, zh: 云溪省教育考试院, kind: public_institution, region: "990000"}
    """
    known: dict[str, str] = {}
    for index, item in enumerate(context.programme.organizations):
        if item.until is not None:
            continue
        for key, name in (("zh", item.zh), ("en", item.en)):
            if name is None:
                continue
            first = known.setdefault("".join(unicodedata.normalize("NFKC", name).casefold().split()), item.id)
            if first != item.id:
                yield Finding(
                    "programme.yaml", ("organizations", index, key), "{id} has the name of {other}, {name}",
                    {"id": item.id, "other": first, "name": name},
                    "keep one of the two ids, or name the department that was meant",
                )  # fmt: skip
                break
