"""The `talentpilot record` commands: add one dated fact and change nothing else."""

from collections.abc import Callable

from talentpilot.cli.commands.record.evidence import adoption, evidence, practice, verify
from talentpilot.cli.commands.record.indicators import observe, period_report
from talentpilot.cli.commands.record.milestones import (
    acceptance,
    bottleneck,
    done,
    forecast,
    incentive,
    publicity,
    reopen,
    resolve,
)
from talentpilot.cli.options import WriteOptions
from talentpilot.cli.session import ExitCode

BEFORE = WriteOptions
"""The options that may stand before the kind of fact as well."""
HELP = "Record one dated fact without changing anything else in the file."
RECORDS: tuple[tuple[str, str, Callable[..., ExitCode]], ...] = (
    ("Steps and indicators", "done", done),
    ("Steps and indicators", "forecast", forecast),
    ("Steps and indicators", "observe", observe),
    ("Bottlenecks and reports", "bottleneck", bottleneck),
    ("Bottlenecks and reports", "resolve", resolve),
    ("Bottlenecks and reports", "acceptance", acceptance),
    ("Bottlenecks and reports", "reopen", reopen),
    ("Bottlenecks and reports", "report", period_report),
    ("Evidence", "evidence", evidence),
    ("Evidence", "verify", verify),
    ("Practices and support", "practice", practice),
    ("Practices and support", "adoption", adoption),
    ("Practices and support", "incentive", incentive),
    ("Practices and support", "publicity", publicity),
)
"""(group in the help, name, function) of each kind of fact."""
