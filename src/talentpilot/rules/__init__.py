"""The rules: one module a family, each rule a small documented generator; `ALL_RULES` lists them all."""

from talentpilot.rules.milestones import MILESTONE_RULES
from talentpilot.rules.rule import Rule

ALL_RULES: tuple[Rule, ...] = tuple(sorted((*MILESTONE_RULES,), key=lambda rule: rule.id))

RETIRED: tuple[str, ...] = ()
"""Ids of rules that are gone: never to be used again."""

BY_ID: dict[str, Rule] = {rule.id: rule for rule in ALL_RULES}
