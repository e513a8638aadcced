"""The words of the ledger's closed lists, which models check and options offer; i18n/terms.py has their names."""

from typing import Literal

Procedure = Literal["filing", "approval"]
AdjustmentKind = Literal[
    "reschedule", "change_target", "change_content", "change_owner", "change_unit",
    "add_milestone", "withdraw_milestone", "add_indicator", "withdraw_indicator", "change_baseline",
    "extension", "suspension", "resumption", "termination", "conclusion", "reopening",
]  # fmt: skip
FilingDecision = Literal["approved", "rejected", "withdrawn"]
BottleneckKind = Literal[
    "policy", "procedure", "data", "funding", "capacity", "coordination", "legal", "technology", "other"
]
BottleneckSeverity = Literal["critical", "major", "minor"]
Needs = Literal["unit", "city", "province", "ministry", "other_ministries"]
PracticeKind = Literal["policy", "project", "platform", "service", "other"]
PracticeStage = Literal["documented", "endorsed", "promoted", "withdrawn"]
IncentiveKind = Literal["policy", "project", "funding", "honour"]
PublicityChannel = Literal["national", "provincial", "municipal", "other"]
EvidenceKind = Literal["document", "dataset", "survey", "minutes", "media", "system", "site_visit", "other"]
EvidenceAccess = Literal["public", "internal"]
VerificationMethod = Literal["original_seen", "recomputed", "site_check", "third_party"]
EvaluationType = Literal["self", "midterm", "final", "third_party"]
Recommendation = Literal[
    "no_finding", "stop", "roll_out", "conditional_roll_out", "continue", "correct", "extend", "adapt"
]
