"""`talentpilot record …`: adds one dated fact to a pilot and touches nothing else."""

from collections.abc import Callable

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.recording.bottlenecks import acceptance, bottleneck, reopen, resolve
from talentpilot.cli.recording.evidence import evidence, verify
from talentpilot.cli.recording.indicators import observe
from talentpilot.cli.recording.options import Writing
from talentpilot.cli.recording.practices import adoption, practice
from talentpilot.cli.recording.reports import period_report
from talentpilot.cli.recording.steps import done, forecast
from talentpilot.cli.recording.support import incentive, publicity

BEFORE = Writing
"""The options that may stand before the kind of fact as well."""
HELP = "Add one dated fact; nothing else in the file changes."
RECORDS: tuple[tuple[str, str, Callable[..., ExitCode]], ...] = (
    ("Steps and indicators", "done", done),
    ("Steps and indicators", "forecast", forecast),
    ("Steps and indicators", "observe", observe),
    ("Troubles and reports", "bottleneck", bottleneck),
    ("Troubles and reports", "resolve", resolve),
    ("Troubles and reports", "acceptance", acceptance),
    ("Troubles and reports", "reopen", reopen),
    ("Troubles and reports", "report", period_report),
    ("Evidence", "evidence", evidence),
    ("Evidence", "verify", verify),
    ("Practices and support", "practice", practice),
    ("Practices and support", "adoption", adoption),
    ("Practices and support", "incentive", incentive),
    ("Practices and support", "publicity", publicity),
)
"""(group in the help, name, function) of each kind of fact."""
