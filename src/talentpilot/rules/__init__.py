"""The rules: one module a family, each rule a small documented generator; `ALL_RULES` lists them all."""

from talentpilot.rules.adjustment_paths import PATH_RULES
from talentpilot.rules.adjustments import ADJUSTMENT_RULES
from talentpilot.rules.approval import APPROVAL_RULES
from talentpilot.rules.bottlenecks import BOTTLENECK_RULES
from talentpilot.rules.copies import LEDGER_WIDE_RULES
from talentpilot.rules.dates import DATE_RULES
from talentpilot.rules.evaluations import DECISION_RULES, EVALUATION_RULES
from talentpilot.rules.evidence import EVIDENCE_RULES
from talentpilot.rules.federation import FEDERATION_RULES
from talentpilot.rules.files import FILE_RULES
from talentpilot.rules.governance import GOVERNANCE_RULES
from talentpilot.rules.history import CHANGE_RULES
from talentpilot.rules.indicators import PLANNED_INDICATOR_RULES
from talentpilot.rules.milestones import DELAY_RULES, MILESTONE_RULES
from talentpilot.rules.observations import OBSERVATION_RULES, SERIES_RULES
from talentpilot.rules.plan import PLAN_RULES, ROLE_RULES
from talentpilot.rules.practices import PRACTICE_RULES
from talentpilot.rules.quantities import QUANTITY_RULES
from talentpilot.rules.references import ORGANIZATION_RULES, REFERENCE_RULES
from talentpilot.rules.regions import REGION_RULES
from talentpilot.rules.replay import REPLAY_RULES
from talentpilot.rules.reports import REPORT_RULES
from talentpilot.rules.rule import Rule
from talentpilot.rules.shapes import SHAPE_RULES, TEXT_RULES
from talentpilot.rules.totals import TOTAL_RULES

_FAMILIES = (
    ADJUSTMENT_RULES,
    APPROVAL_RULES,
    BOTTLENECK_RULES,
    CHANGE_RULES,
    DATE_RULES,
    DECISION_RULES,
    DELAY_RULES,
    EVALUATION_RULES,
    EVIDENCE_RULES,
    FEDERATION_RULES,
    FILE_RULES,
    GOVERNANCE_RULES,
    LEDGER_WIDE_RULES,
    MILESTONE_RULES,
    OBSERVATION_RULES,
    ORGANIZATION_RULES,
    PATH_RULES,
    PLANNED_INDICATOR_RULES,
    PLAN_RULES,
    PRACTICE_RULES,
    QUANTITY_RULES,
    REFERENCE_RULES,
    REGION_RULES,
    REPLAY_RULES,
    REPORT_RULES,
    ROLE_RULES,
    SERIES_RULES,
    SHAPE_RULES,
    TEXT_RULES,
    TOTAL_RULES,
)

ALL_RULES: tuple[Rule, ...] = tuple(sorted((rule for family in _FAMILIES for rule in family), key=lambda rule: rule.id))

RETIRED: tuple[str, ...] = ()
"""Ids of rules that are gone: never to be used again."""

BY_ID: dict[str, Rule] = {rule.id: rule for rule in ALL_RULES}
