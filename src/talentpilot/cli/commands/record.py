"""`talentpilot record …`: adds one dated fact to a pilot and touches nothing else."""

from collections.abc import Callable

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording_evidence import evidence, verify
from talentpilot.cli.recording_practices import adoption, practice
from talentpilot.cli.recording_steps import done, forecast, observe
from talentpilot.cli.recording_support import incentive, publicity
from talentpilot.cli.recording_troubles import bottleneck, period_report, resolve

HELP = "Add one dated fact; nothing else in the file changes."
RECORDS: tuple[tuple[str, str, Callable[..., ExitCode]], ...] = (
    ("Steps and indicators", "done", done),
    ("Steps and indicators", "forecast", forecast),
    ("Steps and indicators", "observe", observe),
    ("Troubles and reports", "bottleneck", bottleneck),
    ("Troubles and reports", "resolve", resolve),
    ("Troubles and reports", "report", period_report),
    ("Evidence", "evidence", evidence),
    ("Evidence", "verify", verify),
    ("Practices and support", "practice", practice),
    ("Practices and support", "adoption", adoption),
    ("Practices and support", "incentive", incentive),
    ("Practices and support", "publicity", publicity),
)
"""(group in the help, name, function) of each kind of fact."""
