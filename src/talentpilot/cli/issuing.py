"""Issues a report: its files and their manifest in a folder of the ledger, whole or not at all, and never twice."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from talentpilot.cli.session import today
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.model.base import Language
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.manifest import (
    FIGURES,
    MANIFEST,
    Manifest,
    ManifestProblem,
    Output,
    Past,
    Subject,
    digest,
    manifest_json,
    parse_manifest,
)
from talentpilot.report.parts import versions
from talentpilot.report.provenance import Provenance
from talentpilot.report.publishing import Press, publish
from talentpilot.report.views.evaluation.source import EvaluationSource, key_of
from talentpilot.report.views.restated import IssuedReports
from talentpilot.report.views.source import Source
from talentpilot.store.issued import FOLDER, read_plain
from talentpilot.store.writer import create_folder

Describe = Callable[[Mapping[str, str], Mapping[str, Output]], Manifest]
"""Makes the manifest, from the templates that were read and the files that were written."""


@dataclass(frozen=True, slots=True)
class _Own:
    """What each kind of report says of itself in its manifest; `today` where its figures were of the real day."""

    subject: Subject
    past: Past
    today: bool


def issue_report(
    source: Source, publication: Publication, languages: tuple[Language, ...], press: Press, root: Path
) -> list[Path]:
    """Issue a periodic report; the paths of its files. A form that was asked for and can't be made is an error."""
    demand_revision(source.provenance)
    press = replace(press, insists=True)
    for said in cautions(source):
        press.warned(said)
    real = source.as_of == today(source.programme)
    return issue(publication, press, root, describe_report(source, publication, press, languages, today=real))


def issue_evaluation(
    source: EvaluationSource, publication: Publication, languages: tuple[Language, ...], press: Press, root: Path
) -> list[Path]:
    """Issue the report on the one evaluation of the source; the paths of its files."""
    demand_revision(source.provenance)
    press = replace(press, insists=True)
    for said in _uncommitted(source.provenance):
        press.warned(said)
    return issue(publication, press, root, _describe_evaluation(source, publication, press, languages))


def demand_revision(origin: Provenance) -> None:
    """Refuse to issue a report of books that lie in a repository which git can't or won't read.

    Raises:
        StorageProblem: says why, and what mends it.
    """
    if origin.trouble:
        raise StorageProblem(
            f"a report is issued with the revision of its books, and it is not known: {origin.trouble}"
        )


def issue(publication: Publication, press: Press, root: Path, describe: Describe) -> list[Path]:
    """Write the report to `reports/<name>/` of the ledger in `root`; the paths of its files, the manifest last.

    Raises:
        UsageProblem: it has been issued already.
        MissingExtra: a form needs a part that is not installed.
        StorageProblem: the disk refuses; nothing is left then.
    """
    target = root / FOLDER / publication.stem
    refuse_twice(target)
    with templates.recording() as used:
        files = dict(issued_files(publication, press))
    outputs = {name: Output(digest(data), len(data)) for name, data in files.items()}
    files[MANIFEST] = manifest_json(describe(used, outputs)).encode()
    create_folder(target, files)
    return [target / name for name in files]


def issued_files(publication: Publication, press: Press) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of an issued report: the figures, then the forms."""
    press.began(FIGURES)
    yield FIGURES, publication.figures().encode()
    yield from publish(publication, replace(press, forms=forms_of(press)))


def forms_of(press: Press) -> tuple[str, ...]:
    """The forms besides the figures, which are always there."""
    return tuple(form for form in press.forms if form != "json")


def refuse_twice(target: Path) -> None:
    """Refuse a folder that is taken.

    Raises:
        UsageProblem: a report was issued there, or something else stands there.
    """
    if not os.path.lexists(target):
        return
    place = f"{FOLDER}/{target.name}"
    try:
        manifest = parse_manifest(read_plain(target / MANIFEST) or b"")
    except ManifestProblem as problem:
        raise UsageProblem(
            f"{place} is there already, and is no issued report\n  help: move it out of {FOLDER}/"
        ) from problem
    raise UsageProblem(
        f"{place} was issued on {manifest.issued}, and an issued report stays as it is\n"
        "  help: the next report lists by itself which of its figures have been restated (更正); a corrected copy is\n"
        f"  written beside it, not over it: leave out --issue, say --issued {manifest.issued} and an --output"
    )


def _describe_evaluation(
    source: EvaluationSource, publication: Publication, press: Press, languages: tuple[Language, ...]
) -> Describe:
    """What the manifest of the report on an evaluation says; it is computed on the evaluation's own day."""
    (result,) = source.results
    real = result.evaluation.as_of == today(source.programme)
    own = _Own(Subject(evaluation="/".join(key_of(result))), Past({}, (), {}), real)
    return partial(_manifest, source, own, publication.stem, forms_of(press), languages)


def describe_report(
    source: Source, publication: Publication, press: Press, languages: tuple[Language, ...], *, today: bool
) -> Describe:
    """What the manifest of a periodic report says."""
    scope = source.scope
    view = f"{scope.kind}:{scope.value}" if scope.value else scope.kind
    own = _Own(Subject(source.period, view, dict(scope.filters)), past_of(source.past), today)
    return partial(_manifest, source, own, publication.stem, forms_of(press), languages)


def _manifest(
    source: Source | EvaluationSource,
    own: _Own,
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
    )


def cautions(source: Source) -> Iterator[str]:
    """What whoever issues the report should know."""
    if source.as_of < source.period.end:
        yield f"{source.period} is not over on {source.as_of}: this report will stand as the one issued for it"
    yield from _uncommitted(source.provenance)


def _uncommitted(origin: Provenance) -> Iterator[str]:
    """What stands in the way of finding the books again."""
    revision = origin.revision
    if revision is None:
        yield "the ledger is in no git repository: the report can be verified only while its files stay as they are"
    elif revision.endswith("-dirty"):
        yield "files of the ledger differ from the last commit: commit them together with the report"


def past_of(past: IssuedReports) -> Past:
    """The reports issued before, as the manifest names them."""
    return Past(
        {item.name: item.digest for item in past.reports}, past.older, {item.name: item.reason for item in past.unread}
    )
