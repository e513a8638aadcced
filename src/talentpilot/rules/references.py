"""Rules on references: tasks, evidence, bottlenecks and organizations must exist."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from talentpilot.analysis.bottlenecks import written_episodes
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.catalogue import Task
from talentpilot.model.ledger import NAMELESS
from talentpilot.model.pilot import Adjustment, Bottleneck, Incentive, Publicity
from talentpilot.model.programme import Organization
from talentpilot.rules.contexts import (
    MILESTONES,
    OUTCOMES,
    PILOT,
    LedgerContext,
    PilotContext,
    ProgrammeContext,
    Reference,
)
from talentpilot.rules.rule import Finding, ledger_rule, pilot_rule, programme_rule
from talentpilot.suggestions import known_words


@pilot_rule("R01", "no-such-task", Severity.ERROR)
def no_such_task(context: PilotContext) -> Iterator[Finding]:
    """The task is not in the catalogue, or was retired before the pilot began.

    The catalogue lists the tasks of the directive. A pilot outside it counts for no domain, and nobody asked for it.

    Bad:
        # catalogue.yaml
        domains:
          - {id: titles, tasks: [{id: titles-integrity, retired: 2025-03-31}]}

    Good:
        # catalogue.yaml
        domains:
          - {id: titles, tasks: [{id: titles-integrity, retired: 2025-09-30}]}
    """
    file = context.pilot.file
    task = context.catalogue.task(file.task)
    if task is None:
        tasks = [item for domain in context.catalogue.domains for item in domain.tasks]
        known = known_words(file.task, (item.id for item in tasks), _ids_by_name(tasks))
        if context.unreadable_ids.isdisjoint((file.task, NAMELESS)):
            yield Finding(
                PILOT, ("task",), "task {task} is not in the catalogue",
                {"task": file.task, "known": known},
                "{known} write the id of a task of catalogue.yaml",
            )  # fmt: skip
    elif task.retired is not None and task.retired < file.term.start:
        yield Finding(
            PILOT, ("task",), "task {task} was retired on {retired}, before the term began on {start}",
            {"task": file.task, "retired": str(task.retired), "start": str(file.term.start)},
            "write the task that took its place",
        )  # fmt: skip


Citation = tuple[str, FieldPath, tuple[str, ...]]
"""File and path of a list of evidence ids, and the ids."""


def _citations(context: PilotContext) -> Iterator[Citation]:
    """Yield every list of evidence ids in the pilot."""
    pilot, file = context.pilot, context.pilot.file
    if file.approval is not None and file.approval.evidence:
        yield PILOT, ("approval", "evidence"), file.approval.evidence
    holders: tuple[tuple[str, tuple[Adjustment | Bottleneck | Incentive | Publicity, ...]], ...] = (
        ("adjustments", file.adjustments),
        ("bottlenecks", file.bottlenecks),
        ("incentives", file.incentives),
        ("publicity", file.publicity),
    )
    for key, items in holders:
        for index, item in enumerate(items):
            if item.evidence:
                yield PILOT, (key, index, "evidence"), item.evidence
    for index, step in enumerate(pilot.milestones):
        if step.evidence:
            yield MILESTONES, ("milestones", index, "evidence"), step.evidence
    for index, indicator in enumerate(pilot.indicators):
        for number, observation in enumerate(indicator.observations):
            if observation.evidence:
                yield (
                    OUTCOMES,
                    ("indicators", index, "observations", number, "evidence"),
                    observation.evidence,
                )


@pilot_rule("R03", "evidence-not-defined", Severity.ERROR)
def evidence_not_defined(context: PilotContext) -> Iterator[Finding]:
    """Something cites a piece of evidence that is not registered.

    It looks proven, but whoever asks for the document finds nothing.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M2, evidence: [E12]}

    Good:
        # milestones.yaml
        milestones:
          - {id: M2, evidence: [E1]}
    """
    known = {item.id for item in context.pilot.file.evidence} | context.pilot.unreadable_ids
    if NAMELESS in known:
        return
    missing = [
        (file, (*path, index), identifier)
        for file, path, cited in _citations(context)
        for index, identifier in enumerate(cited)
        if identifier not in known
    ]
    if not missing:
        return
    titles = {title: item.id for item in context.pilot.file.evidence for title in item.title.versions}
    for file, path, identifier in missing:
        yield Finding(
            file, path, "evidence {id} is not registered in pilot.yaml",
            {"id": identifier, "known": known_words(identifier, known, titles)},
            "{known} correct the id, or register the paper under evidence: in pilot.yaml",
        )  # fmt: skip


@pilot_rule("R04", "evidence-never-cited", Severity.INFO)
def evidence_never_cited(context: PilotContext) -> Iterator[Finding]:
    """A piece of evidence is registered, and nothing cites it.

    Perhaps somebody forgot to say what it proves.

    Bad:
        # pilot.yaml
        adjustments:
          - {id: A1, evidence: null}
        incentives:
          - {id: S1, evidence: null}

    Good:
        # pilot.yaml
        adjustments:
          - {id: A1, evidence: [E4]}
        incentives:
          - {id: S1, evidence: null}
    """
    if context.pilot.unreadable or not context.has(MILESTONES, OUTCOMES):
        return
    cited = set(context.pilot.cited_evidence())
    for index, item in enumerate(context.pilot.file.evidence):
        if item.id not in cited:
            yield Finding(
                PILOT, ("evidence", index), "nothing cites {id}", {"id": item.id},
                "write evidence: [{id}] at what it proves",
            )  # fmt: skip


def _same_as_leads_nowhere(context: LedgerContext) -> Iterator[Finding]:
    inner_ids = {summary.folder: summary.inner_ids for summary in context.summaries}
    renamed = {summary.id for summary in context.summaries if summary.is_misnamed}
    for summary in context.summaries:
        for reference in summary.references:
            if reference.target.partition("/")[0] not in renamed:  # F07 speaks of that folder
                yield from _unresolved(reference, summary.folder, inner_ids, context.folders)


def _unresolved(
    reference: Reference, home: str, inner_ids: dict[str, frozenset[str]], folders: frozenset[str]
) -> Iterator[Finding]:
    """Yield what is wrong with a `same_as`; nothing about existing pilots that were not read."""
    folder, slash, inner = reference.target.rpartition("/")
    folder = folder if slash else home
    values: dict[str, str | Message] = {"target": reference.target, "folder": folder, "inner": inner}
    advice = "{known} write PILOT/ID of the bottleneck or matter meant, such as yx-titles-02/B1"
    if folder not in folders:
        values["known"] = known_words(folder, folders)
        yield Finding(PILOT, reference.path, "there is no pilot {folder}", values, advice, folder=home)
    elif folder in inner_ids and inner_ids[folder].isdisjoint((inner, NAMELESS)):
        message = "{folder} has no bottleneck or matter {inner}"
        values["known"] = known_words(inner, inner_ids[folder])
        yield Finding(PILOT, reference.path, message, values, advice, folder=home)


@ledger_rule.as_well(_same_as_leads_nowhere)
@pilot_rule("R05", "reference-leads-nowhere", Severity.ERROR)
def reference_leads_nowhere(context: PilotContext) -> Iterator[Finding]:
    """A practice names a bottleneck or an indicator that does not exist, or `same_as` names nothing that exists.

    What a practice achieved can then not be shown, and a problem shared by several pilots is counted several times.

    Bad:
        # outcomes.yaml
        practices:
          - {id: P1, solves: [B2, B7]}

    Good:
        # outcomes.yaml
        practices:
          - {id: P1, solves: [B1, B2]}
    """
    pilot = context.pilot
    if NAMELESS in pilot.unreadable_ids:
        return
    bottlenecks = {item.id for item in pilot.file.bottlenecks} | pilot.unreadable_ids
    indicators = {item.id for item in pilot.indicators} | pilot.unreadable_ids
    for index, practice in enumerate(pilot.practices):
        wanted = (("solves", practice.solves, bottlenecks), ("indicators", practice.indicators, indicators))
        for key, named, known in wanted:
            what = Message("bottleneck") if key == "solves" else Message("indicator")
            for number, identifier in enumerate(named):
                if identifier not in known:
                    yield Finding(
                        OUTCOMES, ("practices", index, key, number), "there is no {what} {id} in this pilot",
                        {"what": what, "id": identifier, "known": known_words(identifier, known)},
                        "{known} correct the id, or take it out",
                    )  # fmt: skip


class OrganizationUse(NamedTuple):
    """An organization named in a file, and the day for which it is named."""

    file: str
    path: FieldPath
    id: str
    day: date


def _named_in_programme(context: ProgrammeContext) -> Iterator[Finding]:
    known = {item.id for item in context.programme.organizations} | context.unreadable_ids
    if NAMELESS in known:
        return
    programme, documents = context.programme, context.programme.documents
    named: list[tuple[FieldPath, str | None]] = [
        (("organizations", index, "succeeded_by"), item.succeeded_by)
        for index, item in enumerate(programme.organizations)
    ]
    named.append((("keeper",), programme.keeper))
    if documents is not None:
        named += [(("documents", "from"), documents.from_), (("documents", "to"), documents.to)]
    for path, organization in named:
        if organization is not None and organization not in known:
            yield _unknown_organization("programme.yaml", path, organization, context)


def _ids_by_name(items: Iterable[Task | Organization]) -> dict[str, str]:
    """Return the ids of tasks or organizations by each of their names."""
    return {name: item.id for item in items for name in (item.short, item.en, item.zh) if name is not None}


def _unknown_organization(
    file: str, path: FieldPath, identifier: str, context: PilotContext | ProgrammeContext
) -> Finding:
    offices = context.programme.organizations
    known = known_words(identifier, (item.id for item in offices), _ids_by_name(offices))
    return Finding(
        file, path, "there is no organization {id} in programme.yaml", {"id": identifier, "known": known},
        "{known} correct the id, or add the organization under organizations: in programme.yaml",
    )  # fmt: skip


@programme_rule.as_well(_named_in_programme)
@pilot_rule("R02", "no-such-organization", Severity.ERROR)
def no_such_organization(context: PilotContext) -> Iterator[Finding]:
    """An organization is unknown, or had ended without a successor by the day for which it is named.

    Offices are merged and renamed. A duty of an office that no longer exists is nobody's duty. The day is that of the
    fact; for roles and owners it is the day on which they were set: that of the approval, or of the filing that changed
    them.

    Bad:
        # pilot.yaml
        incentives:
          - {id: S1, grantor: yx-finance}

    Good:
        # pilot.yaml
        incentives:
          - {id: S1, grantor: yx-edu}
    """
    for use in _uses(context):
        known = context.programme.organization(use.id)
        if known is None:
            if context.unreadable_ids.isdisjoint((use.id, NAMELESS)):
                yield _unknown_organization(use.file, use.path, use.id, context)
        elif not context.programme.stands(use.id, use.day):
            yield Finding(
                use.file, use.path, "{id} had ended on {until}; it is named for {day}",
                {"id": use.id, "until": str(known.until), "day": str(use.day)},
                "name who took over, and write succeeded_by in programme.yaml if somebody did",
            )  # fmt: skip


def _uses(context: PilotContext) -> Iterator[OrganizationUse]:
    agreed = context.pilot.file.approval.date if context.pilot.file.approval else context.pilot.file.term.start
    yield from _roles(context, agreed)
    yield from _filed(context)
    yield from _recorded(context)
    yield from _steps(context, agreed)
    for index, practice in enumerate(context.pilot.practices):
        for number, adoption in enumerate(practice.adoptions):
            if adoption.org is not None:
                yield OrganizationUse(
                    OUTCOMES, ("practices", index, "adoptions", number, "org"), adoption.org, adoption.date
                )
    for name, evaluation in context.pilot.evaluations.items():
        yield OrganizationUse(
            f"evaluations/{name}.yaml", ("evaluator", "org"), evaluation.evaluator.org, evaluation.as_of
        )


def _roles(context: PilotContext, agreed: date) -> Iterator[OrganizationUse]:
    roles = context.pilot.file.roles
    yield OrganizationUse(PILOT, ("roles", "lead"), roles.lead, agreed)
    for index, unit in enumerate(roles.units):
        yield OrganizationUse(PILOT, ("roles", "units", index), unit, agreed)
    for index, partner in enumerate(roles.partners):
        yield OrganizationUse(PILOT, ("roles", "partners", index), partner, agreed)
    if roles.guide is not None:
        yield OrganizationUse(PILOT, ("roles", "guide"), roles.guide, agreed)
    if roles.reporter is not None:
        yield OrganizationUse(PILOT, ("roles", "reporter"), roles.reporter, agreed)


def _filed(context: PilotContext) -> Iterator[OrganizationUse]:
    """Yield authorities, and the organizations that adjustments, also pending ones, name for roles and owners."""
    for index, adjustment in enumerate(context.pilot.file.adjustments):
        place: FieldPath = ("adjustments", index)
        filed = adjustment.decided or adjustment.submitted or adjustment.effective or context.as_of
        if adjustment.authority is not None:
            yield OrganizationUse(PILOT, (*place, "authority"), adjustment.authority, filed)
        held = _effective_from(adjustment, context.as_of)
        for number, change in enumerate(adjustment.changes):
            if change.path.startswith("roles/") or change.path.endswith("/owner"):
                to: FieldPath = (*place, "changes", number, "to")
                if isinstance(change.to, str):
                    yield OrganizationUse(PILOT, to, change.to, held)
                elif isinstance(change.to, tuple):
                    yield from (OrganizationUse(PILOT, (*to, i), str(item), held) for i, item in enumerate(change.to))


def _effective_from(adjustment: Adjustment, as_of: date) -> date:
    """Return the day from which an adjustment holds, or would."""
    asked = adjustment.effective or adjustment.decided or adjustment.submitted or as_of
    return adjustment.effective_date(as_of) or asked


def _recorded(context: PilotContext) -> Iterator[OrganizationUse]:
    file = context.pilot.file
    for index, bottleneck in enumerate(file.bottlenecks):
        yield OrganizationUse(PILOT, ("bottlenecks", index, "owner"), bottleneck.owner, bottleneck.raised)
        for route, episode in written_episodes(bottleneck):
            if (accepted := episode.accepted) is not None:
                yield OrganizationUse(
                    PILOT, ("bottlenecks", index, *route, "accepted", "by"), accepted.by, accepted.date
                )
    for index, incentive in enumerate(file.incentives):
        yield OrganizationUse(PILOT, ("incentives", index, "grantor"), incentive.grantor, incentive.date)
    for index, item in enumerate(file.evidence):
        if item.verified is not None:
            yield OrganizationUse(PILOT, ("evidence", index, "verified", "by"), item.verified.by, item.verified.date)


def _steps(context: PilotContext, agreed: date) -> Iterator[OrganizationUse]:
    added = {item.id: item for item in context.pilot.file.adjustments}
    for index, step in enumerate(context.pilot.milestones):
        adjustment = added.get(step.added) if step.added is not None else None
        day = _effective_from(adjustment, context.as_of) if adjustment is not None else agreed
        yield OrganizationUse(MILESTONES, ("milestones", index, "owner"), step.owner, day)
