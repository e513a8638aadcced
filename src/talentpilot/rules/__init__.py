"""The rules: one module a family, each rule a small documented generator; `ALL_RULES` lists them all."""

from talentpilot.rules import (
    adjustments,
    approval,
    bottlenecks,
    copies,
    dates,
    evaluations,
    evidence,
    federation,
    files,
    governance,
    history,
    indicators,
    milestones,
    observations,
    plan,
    practices,
    quantities,
    references,
    regions,
    replay,
    reports,
    shapes,
)
from talentpilot.rules.rule import Rule

_FAMILIES = (
    adjustments, approval, bottlenecks, copies, dates, evaluations, evidence, federation, files, governance, history,
    indicators, milestones, observations, plan, practices, quantities, references, regions, replay, reports, shapes,
)  # fmt: skip

_FOUND = [rule for family in _FAMILIES for rule in vars(family).values() if isinstance(rule, Rule)]
ALL_RULES: tuple[Rule, ...] = tuple(sorted(_FOUND, key=lambda rule: rule.id))

RETIRED: tuple[str, ...] = ()
"""Ids of rules that are gone: never to be used again."""

BY_ID: dict[str, Rule] = {rule.id: rule for rule in ALL_RULES}
