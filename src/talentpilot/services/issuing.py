"""Issue a report into a folder of the ledger, and load the reports issued before."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import ManifestProblem, StorageProblem, UsageProblem
from talentpilot.model.base import Language
from talentpilot.model.periods import Period
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.manifest import (
    FIGURES,
    MANIFEST,
    FederationBasis,
    Manifest,
    OfficialForm,
    Output,
    Past,
    Subject,
    as_written,
    digest,
    manifest_json,
    parse_manifest,
    versions,
)
from talentpilot.report.publish import RenderOptions
from talentpilot.report.separate_process import publish_within_limits
from talentpilot.report.views.evaluation.inputs import EvaluationSource, key_of
from talentpilot.report.views.federation import FederationSource
from talentpilot.report.views.inputs import Provenance, Source
from talentpilot.report.views.restated_figures import DAYS, IssuedReport, IssuedReports, UnreadReport, figures_then
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.issued_reports import FOLDER, issued_report_names, read_issued, read_plain
from talentpilot.store.writer import create_folder

Describe = Callable[[Mapping[str, str], Mapping[str, Output]], Manifest]
"""Makes the manifest, from the templates that were read and the files that were written."""

ReportSource = Source | EvaluationSource | FederationSource


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """What each kind of report says of itself in its manifest; `today` if its figures were of the present day."""

    subject: Subject
    past: Past
    today: bool
    federation: FederationBasis | None = None
    official: OfficialForm | None = None


def issue_report(
    ledger: OpenLedger,
    source: Source,
    publication: Publication,
    languages: tuple[Language, ...],
    options: RenderOptions,
    *,
    force: bool = False,
    official: OfficialForm | None = None,
) -> list[Path]:
    """Issue a periodic report or an official document on it, and return the paths of its files.

    A form that was asked for and can't be made is an error.

    Raises:
        UsageProblem: only the first page is there, or the period is not over or the ledger is not committed, and
            `force` is not given.
    """
    if publication.part:
        raise UsageProblem(
            "only whole reports are issued", help="leave {--brief} out: the report begins with the brief"
        )
    own = replace(identity_of(source, today=source.as_of == ledger.today), official=official)
    reasons = unfinished(source.period, source.as_of)
    return _issue_provable(ledger, source, own, publication, languages, options, reasons, force=force)


def issue_evaluation(
    ledger: OpenLedger,
    source: EvaluationSource,
    publication: Publication,
    languages: tuple[Language, ...],
    options: RenderOptions,
    *,
    force: bool = False,
    official: OfficialForm | None = None,
) -> list[Path]:
    """Issue the report or an official document on the one evaluation of the source, and return the paths of its files.

    Raises:
        UsageProblem: the ledger is not committed, and `force` is not given.
    """
    (result,) = source.results  # computed on the evaluation's own day
    subject = Subject(evaluation="/".join(key_of(result)))
    own = ReportIdentity(subject, Past({}, (), {}), result.evaluation.as_of == ledger.today, official=official)
    return _issue_provable(ledger, source, own, publication, languages, options, (), force=force)


def _issue_provable(
    ledger: OpenLedger, source: Source | EvaluationSource, own: ReportIdentity, publication: Publication,
    languages: tuple[Language, ...], options: RenderOptions, reasons: Iterable[Message], *, force: bool,
) -> list[Path]:  # fmt: skip
    """Issue a report, unless its ledger could not be found again or there are other reasons against it.

    Raises:
        StorageProblem: git can't or won't read the repository; says why, and what mends it.
        UsageProblem: there are reasons, or the ledger is not committed, and `force` is not given.
    """
    origin, options = source.provenance, replace(options, strict=True)
    if origin.trouble:
        raise StorageProblem(
            "an issued report names the revision of the ledger, which is not known: {why}", why=origin.trouble
        )
    hold_back((*reasons, *uncommitted(origin)), options, force=force)
    warn_without_history(origin, options)
    return issue(publication, options, ledger.root, describe(source, own, publication, options, languages))


def issue(publication: Publication, options: RenderOptions, root: Path, describe: Describe) -> list[Path]:
    """Write the report to `reports/<name>/` of the ledger in `root`, and return the paths, the manifest last.

    Raises:
        UsageProblem: it has been issued already.
        MissingExtra: a form needs a part that is not installed.
        StorageProblem: the disk refuses; nothing is left then.
    """
    target = root / FOLDER / publication.stem
    refuse_twice(target)
    with templates.recording() as used:
        files = dict(issued_files(publication, options))
    outputs = {name: Output(digest(data), len(data)) for name, data in files.items()}
    files[MANIFEST] = manifest_json(describe(used, outputs)).encode()
    create_folder(root, f"{FOLDER}/{publication.stem}", files)
    return [target / name for name in files]


def issued_files(publication: Publication, options: RenderOptions) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file of an issued report: the figures, then the forms."""
    options.began(FIGURES)
    yield FIGURES, publication.figures().encode()
    yield from publish_within_limits(publication, replace(options, forms=forms_of(options)))


def forms_of(options: RenderOptions) -> tuple[str, ...]:
    """Return the forms besides the figures, which are always there."""
    return tuple(form for form in options.forms if form != "json")


def refuse_twice(target: Path) -> None:
    """Refuse a folder that is taken.

    Raises:
        UsageProblem: a report was issued there, or something else stands there.
    """
    if not os.path.lexists(target):
        return
    place = f"{FOLDER}/{target.name}"
    try:
        manifest = parse_manifest(read_plain(target, MANIFEST) or b"")
    except ManifestProblem as problem:
        raise UsageProblem(
            "{place} exists already and is not an issued report",
            help="move it out of {folder}/",
            place=place,
            folder=FOLDER,
        ) from problem
    raise UsageProblem(
        "{place} was issued on {issued}, and an issued report stays as it is",
        help="the next report lists which of its figures have been restated (更正); write a corrected "
        "copy beside it,\n  not over it: leave out {--issue}, and give {--issued} {issued} and "
        "{--output}",
        place=place,
        issued=manifest.issued,
    )


def identity_of(source: Source, *, today: bool) -> ReportIdentity:
    """Return what a periodic report says of itself."""
    scope = source.scope
    view = f"{scope.kind}:{scope.value}" if scope.value else scope.kind
    subject = Subject(source.period, view, dict(scope.filters), whole_life=scope.whole_life)
    return ReportIdentity(subject, past_of(source.past), today)


def describe(
    source: ReportSource,
    own: ReportIdentity,
    publication: Publication,
    options: RenderOptions,
    languages: tuple[Language, ...],
) -> Describe:
    """Return what makes the manifest of a report."""
    return partial(_manifest, source, own, publication.stem, forms_of(options), languages)


def _manifest(
    source: ReportSource,
    own: ReportIdentity,
    name: str,
    forms: tuple[str, ...],
    languages: tuple[Language, ...],
    used: Mapping[str, str],
    outputs: Mapping[str, Output],
) -> Manifest:
    origin = source.provenance
    return Manifest(
        name=name,
        subject=own.subject,
        as_of=source.as_of,
        issued=source.issued,
        today=own.today,
        edition=source.edition,
        languages=languages,
        forms=forms,
        revision=origin.revision,
        inputs=origin.inputs,
        version=origin.version,
        parts=versions(),
        templates=used,
        past=own.past,
        outputs=outputs,
        federation=own.federation,
        official=own.official,
    )


def hold_back(reasons: Iterable[Message], options: RenderOptions, *, force: bool) -> None:
    """Refuse to issue a report for these reasons, or only warn of them if it is forced.

    Raises:
        UsageProblem: there are reasons, and it is not forced.
    """
    found = tuple(reasons)
    if found and not force:
        template = (
            "the report was not issued: {reason}" if len(found) == 1 else "the report was not issued: {reason}; {other}"
        )
        raise UsageProblem(
            template,
            help="correct that first, since an issued report stays as it is; {--force} issues it all the same",
            reason=found[0],
            other=found[-1],
        )
    for reason in found:
        options.warned(reason)


def unfinished(period: Period, as_of: date) -> Iterator[Message]:
    """Yield why a report on the period can't be issued yet."""
    if as_of < period.end:
        yield Message.of(
            "{period} is not over on {day}: the report would stand as the one issued for it", period=period, day=as_of
        )


def uncommitted(origin: Provenance) -> Iterator[Message]:
    """Yield what would keep the ledger's state behind a report from being found again."""
    if origin.revision is not None and origin.revision.endswith("-dirty"):
        yield Message("files of the ledger are not committed, so nobody could find the ledger of this report again")


def warn_without_history(origin: Provenance, options: RenderOptions) -> None:
    """Warn that the report on a ledger outside git can be verified only while the ledger stays unchanged."""
    if origin.revision is None:
        said = "the ledger is in no git repository: the report can be verified only while its files stay as they are"
        options.warned(Message(said))


def past_of(past: IssuedReports) -> Past:
    """Return the reports issued before, as the manifest names them."""
    return Past(
        {item.name: item.digest for item in past.reports}, past.older, {item.name: item.reason for item in past.unread}
    )


SCHEMA = "talentpilot/report/1"


def issued_before(source: LedgerSource, as_of: date) -> IssuedReports:
    """Return the issued reports with figures of an earlier day than `as_of`, the latest days first."""
    manifests, unread = [], []
    for name in issued_report_names(source, MANIFEST):
        try:
            manifests.append((name, parse_manifest(read_issued(source, name, MANIFEST) or b"")))
        except ManifestProblem:
            unread.append(UnreadReport(name, "manifest"))
    earlier = [(name, item) for name, item in manifests if item.subject.period is not None and item.as_of < as_of]
    days = sorted({item.as_of for _, item in earlier}, reverse=True)[:DAYS]
    older = tuple(name for name, item in earlier if item.as_of not in days)
    found = [_load(source, name, item) for name, item in earlier if item.as_of in days]
    reports = [item for item in found if isinstance(item, IssuedReport)]
    unread += [item for item in found if isinstance(item, UnreadReport)]
    return IssuedReports(_ordered(reports), older, tuple(sorted(unread, key=lambda item: item.name)))


def issued_then(source: LedgerSource, past: Past) -> tuple[IssuedReports, tuple[str, ...]]:
    """Return the reports that an issued one was compared with, and the names of those lost or changed since."""
    reports, lost = [], []
    for name, wanted in past.compared.items():
        found = _again(source, name)
        if isinstance(found, IssuedReport) and found.digest == wanted:
            reports.append(found)
        else:
            lost.append(name)
    unread = tuple(UnreadReport(name, reason) for name, reason in sorted(past.unread.items()))
    return IssuedReports(_ordered(reports), past.older, unread), tuple(lost)


def _again(source: LedgerSource, name: str) -> IssuedReport | UnreadReport:
    try:
        return _load(source, name, parse_manifest(read_issued(source, name, MANIFEST) or b""))
    except ManifestProblem:
        return UnreadReport(name, "manifest")


def _ordered(reports: Iterable[IssuedReport]) -> tuple[IssuedReport, ...]:
    return tuple(sorted(reports, key=lambda item: (-item.as_of.toordinal(), item.name)))


def _load(source: LedgerSource, name: str, manifest: Manifest) -> IssuedReport | UnreadReport:
    """Return what the report said of each pilot, taken from its figures as they were issued."""
    content = read_issued(source, name, FIGURES)
    output = manifest.outputs.get(FIGURES)
    if content is None or output is None:
        return UnreadReport(name, "figures")
    content = as_written(FIGURES, content)
    if digest(content) != output.sha256:
        return UnreadReport(name, "tampered")
    try:
        return issued_figures(content, name, manifest)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return UnreadReport(name, "shape")


def issued_figures(content: bytes, name: str, manifest: Manifest) -> IssuedReport:
    """Return what a `figures.json` says of each pilot.

    Raises:
        KeyError, TypeError, ValueError: it is not of the shape `talentpilot/report/1`, or that of an evaluation.
    """
    document, period = json.loads(content), manifest.subject.period
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA or period is None:
        raise ValueError(f"this is not {SCHEMA}")
    figures = {str(pilot["id"]): figures_then(pilot) for pilot in document["pilots"]}
    return IssuedReport(name, period, manifest.as_of, manifest.issued, manifest.version, digest(content), figures)
