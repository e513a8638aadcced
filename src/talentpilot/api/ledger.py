"""`Ledger`: the entry point of the Python API."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, Unpack

from talentpilot.analysis.lights import REASONS, meaning_of
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus
from talentpilot.api.arguments import checks_arguments
from talentpilot.api.edit import LedgerEdit
from talentpilot.api.evaluations import LedgerEvaluations
from talentpilot.api.filters import PilotFilters, scope_and_selection, selected
from talentpilot.api.office import OfficeCalls
from talentpilot.api.report import LedgerReport, gather_report, named_folder, template_choice
from talentpilot.diagnostics import LanguageChoice, Message
from talentpilot.errors import LedgerUnreadable, UsageProblem
from talentpilot.exchange.schema import KINDS
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme
from talentpilot.report.overrides import Listed, copies, listed
from talentpilot.report.templates import own_folder
from talentpilot.rules.rule import Rule
from talentpilot.services.agenda import Due, gather_due
from talentpilot.services.comparison import Comparison, gather_comparison
from talentpilot.services.evaluation import EvaluationResults, gather_evaluations
from talentpilot.services.explain import LocatedExplanation, explain_target
from talentpilot.services.formatting import FormattedFile, formatted_files, write_formatted
from talentpilot.services.ledger import OpenLedger, locate_root, open_ledger, system_clock
from talentpilot.services.lists import FactList, ListName, gather_list, list_called
from talentpilot.services.names import NameKind, id_of, is_id, not_called
from talentpilot.services.pilot_folders import (
    RemovalPlan,
    Renaming,
    check_removal,
    plan_removal,
    plan_renaming,
    remove_pilot,
    rename_pilot,
)
from talentpilot.services.portfolio import Portfolio, gather_portfolio
from talentpilot.services.recording.seals import unsealed_pilots
from talentpilot.services.recording.transaction import open_edit
from talentpilot.services.reporting import ReportRequest, chosen_edition
from talentpilot.services.restatements import Restatements, restate
from talentpilot.services.schemas import WrittenSchema, schema_document, write_schemas
from talentpilot.services.templates import write_copies
from talentpilot.services.undo import Undoing, plan_undo, undo_edit
from talentpilot.services.validation.request import ValidateRequest, validate_ledger
from talentpilot.services.validation.result import ValidateResult
from talentpilot.services.validation.rule_choice import find_rule
from talentpilot.services.verification import ReportVerification, verify_issued_report
from talentpilot.suggestions import those


@checks_arguments
@dataclass(frozen=True, slots=True)
class Ledger(OfficeCalls):
    """A ledger of pilots, read from the files in a folder or from a git revision.

    Every call reads the files anew and keeps nothing, so that a ledger can be shared between threads and stays open
    while the files change. Results are values that never change.
    """

    _opened: OpenLedger

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        as_of: date | None = None,
        revision: str | None = None,
        today: date | None = None,
    ) -> "Ledger":
        """Open the ledger in a folder, which holds programme.yaml.

        `as_of` is the day on which everything is rated. Default: today in the programme's time zone.
        `revision` reads the ledger as it stood at a git revision, which is looked up once, here.
        `today` replaces the computer's clock, for tests and for work that must give the same result tomorrow.

        Raises:
            LedgerNotFound: the folder holds no programme.yaml.
            StorageProblem: git has no such revision, or the revision has no ledger.
        """
        root = locate_root(Path(folder), Path(folder))
        clock = system_clock if today is None else lambda _: today
        opened = open_ledger(root, revision=revision, as_of=as_of, clock=clock)
        # One process: starting others would run the main module of the host again on some systems.
        return cls(replace(opened, processors=1))

    def __repr__(self) -> str:
        return f"Ledger.open({str(self.root)!r})"

    @property
    def root(self) -> Path:
        """The folder of the ledger."""
        return self._opened.root

    @property
    def as_of(self) -> date:
        """The day on which everything is rated."""
        return self._reader().as_of

    @property
    def programme(self) -> Programme:
        """The content of programme.yaml.

        Raises:
            LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        """
        return self._reader().programme

    @property
    def catalogue(self) -> Catalogue:
        """The content of catalogue.yaml.

        Raises:
            LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        """
        return self._reader().catalogue

    @property
    def pilots(self) -> tuple[str, ...]:
        """The ids of all pilots, sorted."""
        return self._reader().pilot_ids

    def pilot(self, pilot_id: str) -> Pilot:
        """Return the content of a pilot's files.

        Raises:
            NothingToCheck: there is no such pilot.
            LedgerUnreadable: a file of the pilot can't be read.
        """
        return self.status(pilot_id).pilot

    def status(self, pilot_id: str) -> PilotStatus:
        """Return the lights, the maturity, the milestones and the indicators of one pilot.

        Raises:
            NothingToCheck: there is no such pilot.
            LedgerUnreadable: a file of the pilot can't be read.
        """
        portfolio = gather_portfolio(self._reader(), PilotSelection(pilots=frozenset((pilot_id,))))
        if not portfolio.statuses:
            paths = Message.listed(sorted({item.path for item in portfolio.unreadable}))
            raise LedgerUnreadable(
                "{paths} can't be read", help="talentpilot validate {pilot} shows why", paths=paths, pilot=pilot_id
            )
        return portfolio.statuses[0]

    def portfolio(self, **filters: Unpack[PilotFilters]) -> Portfolio:
        """Return the status of the selected pilots, with what could not be read.

        Raises:
            NothingToCheck: the filters match no pilot.
            UsageProblem: a filter has a value that does not exist.
        """
        return gather_portfolio(self._reader(), selected(**filters))

    def restatements(self, **filters: Unpack[PilotFilters]) -> Restatements:
        """Return what has been restated since the revision that this ledger was opened at.

        Raises:
            UsageProblem: the ledger was opened without a revision.
        """
        ledger, selection = self._reader(), selected(**filters)
        found = restate(ledger, gather_portfolio(ledger, selection), selection)
        if found is None:
            raise UsageProblem(
                "a restatement needs an earlier revision to compare with", help="open the ledger at a revision"
            )
        return found

    def validate(
        self,
        *pilots: str,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        base: str | None = None,
        changed: bool = False,
        strict: bool = False,
        clock: bool = False,
        allow_empty: bool = False,
    ) -> ValidateResult:
        """Check the named pilots, or the whole ledger, against the rules.

        `select` and `ignore` choose rules by id, name or family. `base` is a git revision: plans rewritten and facts
        restated since are findings; with `changed`, pilots that have not changed since are left out. `strict` makes
        `fails` true for warnings too, except those caused only by the passing of time; `clock` counts these as well.

        Raises:
            NothingToCheck: there is no pilot (unless `allow_empty`), or none of such a name.
            UsageProblem: no rule is left, or `changed` is given without `base`.
            StorageProblem: git has no such revision.
        """
        request = ValidateRequest(pilots, tuple(select), tuple(ignore), strict, clock, allow_empty, base, changed)
        return validate_ledger(self._reader(), request)

    def explain(self, subject: str) -> LocatedExplanation:
        """Explain the figures of `PILOT`, `PILOT/M3` or `PILOT/I1`, down to the line that states each input.

        Raises:
            NothingToCheck: there is no such pilot.
            UsageProblem: the pilot has no such milestone or indicator.
        """
        return explain_target(self._reader(), subject)

    @staticmethod
    def rule(name: str) -> Rule:
        """Return a rule by its id or name; `page` says what it catches and why, with a bad and a good example.

        Raises:
            UsageProblem: there is no such rule.
        """
        found = find_rule(name)
        if found is None:
            raise UsageProblem("there is no rule {name}", help="rules have ids such as M04", name=name)
        return found

    @staticmethod
    def reason(code: str) -> str:
        """Return what a reason of a light means: a code such as `SCH2`, or any of the `reasons` of a status.

        Raises:
            UsageProblem: there is no such reason.
        """
        meaning = meaning_of(code)
        if meaning is None:
            raise UsageProblem("there is no reason {code}", help=those(tuple(REASONS)), code=code)
        return meaning

    def find(self, kind: NameKind, name: str) -> str:
        """Return the id of an organization, region, task, domain, unit of measure or pilot, given its name.

        Raises:
            UsageProblem: several have that name, or none.
        """
        found = id_of(self._reader(), kind, name)
        if found == name and not is_id(kind, name):
            raise UsageProblem(not_called(kind, name), help="write the id")
        return found

    def facts(self, name: ListName, **filters: Unpack[PilotFilters]) -> FactList:
        """Return the facts of one kind over all years: adoptions, incentives, publicity, filings and so on.

        Raises:
            NothingToCheck: the filters match no pilot.
            UsageProblem: there is no such list, view or light.
        """
        return gather_list(self._reader(), list_called(name), selected(**filters))

    def due(self, within: int = 90, owner: str | None = None, **filters: Unpack[PilotFilters]) -> Due:
        """Return what is overdue and what falls due within some days, of one owner or of all.

        Raises:
            NothingToCheck: the filters match no pilot.
            UsageProblem: the programme has no such organization.
        """
        return gather_due(self._reader(), selected(**filters), within, owner)

    def diff(
        self, revisions: str | None = None, *, since: date | None = None, **filters: Unpack[PilotFilters]
    ) -> Comparison:
        """Return what changed: since a day, or between two git revisions `A..B`.

        `A` alone compares the revision with the files, `reports/2026Q3` an issued report with the present ledger.
        Default: the last commit and the files.

        Raises:
            NothingToCheck: there is no pilot on either side.
            UsageProblem: both `revisions` and `since` are given.
            StorageProblem: git has no such revision.
        """
        return gather_comparison(self._reader(), revisions, since, selected(**filters))

    def evaluate(self, subject: str | None = None) -> EvaluationResults:
        """Compute all evaluations, those of `PILOT`, or the one of `PILOT/NAME`.

        Raises:
            NothingToCheck: there is no such pilot, or no evaluation yet.
            UsageProblem: the pilot has no evaluation of that name.
        """
        return gather_evaluations(self._reader(), subject)

    def report(
        self,
        period: str | None = None,
        *,
        language: LanguageChoice | None = None,
        edition: Literal["internal", "public"] = "internal",
        issued: date | None = None,
        templates: str | Path | None = None,
        trust_templates: bool = False,
        whole_life: bool = False,
        brief: bool = False,
        **filters: Unpack[PilotFilters],
    ) -> LedgerReport:
        """Gather the report of a period: 2026Q3, 2026H1, 2026-09 or 2026. Default: the last complete one.

        The figures are those of the ledger's day; if it was opened without one, those of today or of the period's last
        day, whichever is earlier. `language` defaults to the programme's own, `issued` to today. `templates` is looked
        up first; the ledger's own are used with `trust_templates`. `whole_life` covers a whole pilot; `brief`: page 1.

        Raises:
            NothingToCheck: the filters match no pilot.
            UsageProblem: the period has not begun, or the days, the filters or the view contradict each other.
        """
        scope, selection = scope_and_selection(whole_life=whole_life, **filters)
        request = ReportRequest(period, issued, scope, selection, chosen_edition(edition))
        choice = template_choice(templates, trusted=trust_templates)
        return gather_report(self._reader(), request, language, choice, brief=brief)

    @property
    def evaluations(self) -> LedgerEvaluations:
        """Rating sheets, out and in, and reports on evaluations."""
        return LedgerEvaluations(self._opened)

    def unsealed(self) -> tuple[str, ...]:
        """Return the approved pilots whose plan has no seal."""
        return tuple(unsealed_pilots(self._reader()))

    def edit(self, pilot_id: str) -> LedgerEdit:
        """Open a pilot for changes, which are checked together and written by `commit`.

        Raises:
            UsageProblem: there is no such pilot, or the ledger was opened at a revision.
            LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
            CannotEdit: pilot.yaml can't be read.
        """
        return LedgerEdit(open_edit(self._opened.writable(), pilot_id))

    def rename(self, old: str, new: str) -> Renaming:
        """Give a pilot another id, with everything in the ledger that refers to it; return what was changed.

        Raises:
            UsageProblem: there is no such pilot, the new id is malformed or taken, or a revision was opened.
            StorageProblem: the disk refuses; nothing is written.
        """
        ledger = self._opened.writable()
        plan = plan_renaming(ledger, old, new)
        rename_pilot(ledger, plan)
        return plan

    def remove(self, pilot_id: str, *, force: bool = False, leave_references: bool = False) -> RemovalPlan:
        """Remove a pilot with its files; return what went.

        Raises:
            UsageProblem: there is no such pilot, an issued report shows it and `force` is not given, or other pilots
                refer to it and `leave_references` is not given, or the ledger was opened at a revision.
            StorageProblem: the disk refuses.
        """
        ledger = self._opened.writable()
        plan = plan_removal(ledger, pilot_id)
        check_removal(plan, force=force, leave_references=leave_references)
        remove_pilot(ledger, plan)
        return plan

    def undo(self, pilot_id: str) -> Undoing:
        """Take back the last fact recorded of a pilot that is not committed; return what it was.

        Raises:
            UsageProblem: nothing can be taken back, a file was changed since, or the ledger was opened at a revision.
        """
        ledger = self._opened.writable()
        plan = plan_undo(ledger, pilot_id)
        undo_edit(ledger, plan)
        return plan

    def format(self, *pilots: str, encoding: str | None = None, write: bool = True) -> tuple[FormattedFile, ...]:
        """Put the files of these pilots, or of the whole ledger, into their canonical form.

        `encoding` converts files that are not UTF-8, such as `gb18030`. Without `write`, nothing is written. Returns
        every file looked at: `before`, and `form` with the new content, what was done, and what stood in the way.

        Raises:
            UsageProblem: there is no such pilot, or no such encoding.
            StorageProblem: the disk refuses, or a file was changed meanwhile; nothing is written then.
        """
        work = write_formatted if write else formatted_files
        return tuple(work(self.root, pilots, encoding))

    def verify_report(
        self, folder: str | Path, *, templates: str | Path | None = None, trust_templates: bool = False
    ) -> ReportVerification:
        """Make an issued report again and compare: files, inputs, templates, versions, outputs.

        `folder` is relative to the ledger. `templates` is the folder that was given when the report was issued.
        One made with the ledger's own templates is made again only with `trust_templates`.

        Raises:
            UsageProblem: the folder holds no manifest that can be read.
            StorageProblem: git can't be asked for the ledger of then.
        """
        ledger = self._reader()
        choice = template_choice(templates, trusted=trust_templates)
        return verify_issued_report(self.root / folder, self.root, choice, ledger.progress)

    @staticmethod
    def schema(kind: str) -> dict[str, Any]:
        """Return the JSON Schema of a kind of file: programme, catalogue, pilot, milestones, outcomes, evaluation.

        Raises:
            UsageProblem: there is no such kind.
        """
        document: dict[str, Any] = json.loads(schema_document(kind))
        return document

    def write_schemas(self, *kinds: str) -> tuple[WrittenSchema, ...]:
        """Write the schemas of these kinds of file, or of all, into `schemas/` of the ledger.

        Raises:
            UsageProblem: a file of that name was not written by talentpilot.
            StorageProblem: the disk refuses; nothing is written.
        """
        for kind in kinds:
            schema_document(kind)
        return write_schemas(self.root, kinds or [item.name for item in KINDS])

    def templates(self, folder: str | Path | None = None) -> tuple[Listed, ...]:
        """Return the templates in force: those in `folder`, then the ledger's own, then the built-in ones.

        Raises:
            UsageProblem: there is no such folder.
        """
        return listed(own_folder(self.root), named_folder(folder))

    def copy_templates(self, *names: str, to: str | Path | None = None) -> tuple[Path, ...]:
        """Copy built-in templates, or `"all"`, to change them. Default: into `templates/` of the ledger.

        Raises:
            UsageProblem: there is no such template, or a file is there already; nothing is copied then.
            StorageProblem: the disk refuses.
        """
        return tuple(write_copies(copies(names), Path(to) if to is not None else self.root / "templates"))

    def _reader(self) -> OpenLedger:
        return self._opened.reopened()
