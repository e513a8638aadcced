"""federation.yaml: the ledgers that are read as one, and the yardstick they share."""

import re
from typing import Annotated

from pydantic import Field

from talentpilot.model import scalars
from talentpilot.model.base import CODED, DueDays, FileId, Line, ReadBy, Record, Ref, RegionCode, Span, Words
from talentpilot.model.choices import Procedure
from talentpilot.model.programme import EvaluationSettings, Thresholds
from talentpilot.model.scalars import fault

SCHEMA = "talentpilot/federation/1"
LEDGER_ID = re.compile(r"[a-z0-9]{1,12}")


def read_ledger_id(value: object) -> str:
    """Return the id of a ledger, 1 to 12 lower-case letters and digits (S05)."""
    if isinstance(value, str) and LEDGER_ID.fullmatch(value):
        return value
    seen = scalars.shorten(str(value))
    raise fault("S05", "id {value} is malformed", help_key="S05-ledger", value=seen)


LedgerId = Annotated[str, ReadBy(read_ledger_id), CODED]


class FederationLedger(Record):
    """A ledger of the federation: where it lies, which revision of it counts, for which region it speaks.

    Without `rev` the files count as they are on disk. `due` is the day after the period's end by which the ledger is
    expected to be complete; Default: the due days of the ledger's own reports.
    """

    id: LedgerId
    title: Words | None = None
    region: RegionCode
    path: Line
    root: Line | None = None
    rev: Ref | None = None
    due: DueDays | None = None


class FederationRules(Record):
    """The yardstick of all ledgers. Thresholds that are not named have the built-in value."""

    thresholds: Thresholds | None = None
    procedures: dict[str, Procedure] = Field(default_factory=dict)


class FederationFile(Record):
    """federation.yaml."""

    id: FileId
    title: Words
    term: Span
    timezone: Line = "Asia/Shanghai"
    catalogue: Line = "catalogue.yaml"
    rules: FederationRules = FederationRules()
    evaluation: EvaluationSettings | None = None
    ledgers: tuple[FederationLedger, ...] = ()
