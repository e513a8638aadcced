"""Family R: what is named exists: tasks, evidence, bottlenecks, indicators."""

from collections.abc import Iterator

from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.ledger import NAMELESS
from talentpilot.model.pilot import Adjustment, Bottleneck, Incentive, Publicity
from talentpilot.rules.cases import MILESTONES, OUTCOMES, PILOT, LedgerCase, PilotCase, Reference
from talentpilot.rules.rule import Finding, also_ledger, pilot_rule
from talentpilot.suggestions import known_words


@pilot_rule("R01", "no-such-task", Severity.ERROR)
def no_such_task(case: PilotCase) -> Iterator[Finding]:
    """The task is not in the catalogue, or was retired before the pilot began.

    The catalogue is the list of items the directive gives out. A pilot outside it counts for no domain, and
    nobody has asked for it.

    Bad:
        # catalogue.yaml
        domains:
          - {id: titles, tasks: [{id: titles-integrity, retired: 2025-03-31}]}

    Good:
        # catalogue.yaml
        domains:
          - {id: titles, tasks: [{id: titles-integrity, retired: 2025-09-30}]}
    """
    file = case.pilot.file
    task = case.catalogue.task(file.task)
    if task is None:
        known = (item.id for domain in case.catalogue.domains for item in domain.tasks)
        if case.unreadable_ids.isdisjoint((file.task, NAMELESS)):
            yield Finding(
                PILOT, ("task",), "task {task} is not in the catalogue",
                {"task": file.task, "known": known_words(file.task, known)},
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


def _citations(case: PilotCase) -> Iterator[Citation]:
    """Every list of evidence ids in the pilot."""
    pilot, file = case.pilot, case.pilot.file
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
def evidence_not_defined(case: PilotCase) -> Iterator[Finding]:
    """Something cites a piece of evidence that is not registered.

    It looks proven, and whoever asks for the paper is sent to nothing.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M2, evidence: [E12]}

    Good:
        # milestones.yaml
        milestones:
          - {id: M2, evidence: [E1]}
    """
    known = {item.id for item in case.pilot.file.evidence} | case.pilot.unreadable_ids
    if NAMELESS in known:
        return
    for file, path, cited in _citations(case):
        for index, identifier in enumerate(cited):
            if identifier not in known:
                yield Finding(
                    file, (*path, index), "evidence {id} is not registered in pilot.yaml",
                    {"id": identifier, "known": known_words(identifier, known)},
                    "{known} correct the id, or register the paper under evidence: in pilot.yaml",
                )  # fmt: skip


@pilot_rule("R04", "evidence-never-cited", Severity.INFO)
def evidence_never_cited(case: PilotCase) -> Iterator[Finding]:
    """A piece of evidence is registered, and nothing cites it.

    It may be that somebody forgot to say what it proves.

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
    if case.pilot.unreadable or not case.has(MILESTONES, OUTCOMES):
        return
    cited = set(case.pilot.cited_evidence())
    for index, item in enumerate(case.pilot.file.evidence):
        if item.id not in cited:
            yield Finding(
                PILOT, ("evidence", index), "nothing cites {id}", {"id": item.id},
                "write evidence: [{id}] at what it proves",
            )  # fmt: skip


def _same_as_leads_nowhere(case: LedgerCase) -> Iterator[Finding]:
    inner_ids = {card.folder: card.inner_ids for card in case.cards}
    renamed = {card.id for card in case.cards if card.is_misnamed}
    for card in case.cards:
        for reference in card.references:
            if reference.target.partition("/")[0] not in renamed:  # F07 speaks of that folder
                yield from _unresolved(reference, card.folder, inner_ids, case.folders)


def _unresolved(
    reference: Reference, home: str, inner_ids: dict[str, frozenset[str]], folders: frozenset[str]
) -> Iterator[Finding]:
    """What is wrong with a `same_as`; silent about pilots that stand there and were not read."""
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


@also_ledger(_same_as_leads_nowhere)
@pilot_rule("R05", "reference-leads-nowhere", Severity.ERROR)
def reference_leads_nowhere(case: PilotCase) -> Iterator[Finding]:
    """A practice names a bottleneck or an indicator that does not exist; or `same_as` leads nowhere.

    What a practice achieved can then not be shown, and a trouble shared by several pilots is counted as
    several.

    Bad:
        # outcomes.yaml
        practices:
          - {id: P1, solves: [B2, B7]}

    Good:
        # outcomes.yaml
        practices:
          - {id: P1, solves: [B1, B2]}
    """
    pilot = case.pilot
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


REFERENCE_RULES = (
    no_such_task,
    evidence_not_defined,
    evidence_never_cited,
    reference_leads_nowhere,
)
