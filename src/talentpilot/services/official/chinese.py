"""Find the texts that an official document needs in Chinese and the ledger has in English only."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.errors import DocumentStopped
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.programme import Programme

SHOWN = 40
"""As many missing texts as are named."""
_HAN = re.compile("[\u4e00-\u9fff]")
_NAMED = ("title", "summary", "steps", "conditions", "reason", "progress", "problems", "next", "objective")
"""The fields whose texts a document may print."""


def require_chinese(
    programme: Programme,
    catalogue: Catalogue,
    statuses: Iterable[PilotStatus],
    evaluation: EvaluationResult | None = None,
) -> None:
    """Refuse a ledger that lacks Chinese texts which the document prints, be it on pilots or on an `evaluation`.

    Raises:
        DocumentStopped: names each of them.
    """
    found = tuple(_missing(programme, catalogue, tuple(statuses), evaluation))
    if found:
        shown: list[Message | str] = ["", *found[:SHOWN]]
        if len(found) > SHOWN:
            shown.append(Message.of("and {n} more", n=len(found) - SHOWN))
        listed = Message.joined("\n  ", shown)
        raise DocumentStopped(
            "official documents are in Chinese, and these texts are not: {listed}",
            help="write each of them as {{zh: …, en: …}}",
            listed=listed,
        )


def is_chinese(text: Text | None) -> bool:
    """Return whether a text can be printed; one that is absent is not printed."""
    return text is None or not text.versions or bool(text.zh) or bool(_HAN.search(text.plain or ""))


def _missing(
    programme: Programme, catalogue: Catalogue, statuses: tuple[PilotStatus, ...], evaluation: EvaluationResult | None
) -> Iterator[Message]:
    for holder, said in (("programme.yaml title", programme.title), *_issuer(programme)):
        if not is_chinese(said):
            yield Message.of("{object} is not in Chinese", object=holder)
    yield from _names(programme, catalogue, statuses, evaluation)
    for status in statuses:
        for name, field, text in (*_texts(status), *(_evaluation_texts(evaluation) if evaluation is not None else ())):
            if not is_chinese(text):
                object_ = f"{status.pilot.id}/{name}" if name else status.pilot.id
                yield Message.of("{object} has no Chinese {field}", object=object_, field=field)


def _names(
    programme: Programme, catalogue: Catalogue, statuses: tuple[PilotStatus, ...], evaluation: EvaluationResult | None
) -> Iterator[Message]:
    """Yield the organizations, regions and domains of these pilots that have no Chinese name."""
    used = {name for status in statuses for name in _organizations(status)}
    if evaluation is not None:
        used.add(evaluation.evaluation.evaluator.org)
        used |= {item.verified.by for item in evaluation.status.pilot.file.evidence if item.verified is not None}
    for item in programme.organizations:
        if item.id in used and not item.zh:
            yield Message.of("organization {object} has no Chinese name", object=item.id)
    regions = {code for status in statuses for code in _regions(status)}
    for region in programme.regions:
        if region.code in regions and not region.zh:
            yield Message.of("region {object} has no Chinese name", object=region.code)
    tasks = {status.pilot.file.task for status in statuses}
    for domain in catalogue.domains:
        if not domain.zh and tasks & {task.id for task in domain.tasks}:
            yield Message.of("domain {object} has no Chinese name", object=domain.id)


def _issuer(programme: Programme) -> Iterator[tuple[str, Text]]:
    if programme.directive is not None and programme.directive.issuer is not None:
        yield "programme.yaml directive/issuer", programme.directive.issuer


def _organizations(status: PilotStatus) -> Iterator[str]:
    plan, file = status.plan, status.pilot.file
    yield plan.lead
    yield from plan.units
    yield from (item.step.owner for item in plan.milestones)
    yield from (item.owner for item in file.bottlenecks)
    yield from (item.authority for item in file.adjustments if item.authority)
    yield from (one.org for item in status.pilot.practices for one in item.adoptions if one.org)


def _regions(status: PilotStatus) -> Iterator[str]:
    yield status.pilot.file.region
    yield from (one.region for item in status.pilot.practices for one in item.adoptions if one.region)


def _evaluation_texts(result: EvaluationResult) -> Iterator[tuple[str, str, Text | None]]:
    """Yield each text of an evaluation and of the evidence that its document lists."""
    name, evaluation = result.name, result.evaluation
    yield name, "evaluator/method", evaluation.evaluator.method
    yield from ((name, f"comments/{item}", text) for item, text in evaluation.comments if text is not None)
    if evaluation.decision is not None:
        yield name, "decision/scope", evaluation.decision.scope
        yield from ((name, "decision/conditions", text) for text in evaluation.decision.conditions)
    yield from ((item.id, "title", item.title) for item in result.status.pilot.file.evidence)


def _texts(status: PilotStatus) -> Iterator[tuple[str, str, Text | None]]:
    """Yield each text that may be printed, with the id of its object and its field."""
    file, plan = status.pilot.file, status.plan
    yield "", "title", plan.title
    yield "", "objective", plan.objective
    steps = [item.step for item in plan.milestones]
    matters = [matter for report in file.reports for matter in report.matters]
    items: tuple[Any, ...] = (
        *steps,
        *plan.indicators,
        *file.bottlenecks,
        *file.adjustments,
        *status.pilot.practices,
        *matters,
    )
    for name, holder in (*((one.id, one) for one in items), *((str(one.period), one) for one in file.reports)):
        for field in _NAMED:
            text = getattr(holder, field, None)
            if isinstance(text, Text):
                yield name, field, text
