"""The forms of `talentpilot verify-report`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, assert_never

from rich.cells import cell_len

from talentpilot import RULES_VERSION
from talentpilot.cli.output.forms import TextFormat
from talentpilot.cli.output.rows import json_text
from talentpilot.escaping import visible

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.reproduction import LaterFigures
    from talentpilot.services.verification import Deviation, InputCheck, LedgerCheck, OutputCheck, ReportVerification

SHORT = 19
"""Characters of a digest that are shown: `sha256:` and twelve digits."""
LISTED = 8
"""Names that are listed on a line of the text."""
SHOWN = 20
"""Restated figures that are listed in the text."""

Json = dict[str, object]


def render_verification(found: "ReportVerification", form: TextFormat, say: "Translator") -> str:
    """The answer in that form; what people read is in the language of `say`."""
    match form:
        case TextFormat.TEXT:
            return "\n".join(map(visible, _lines(found, say))) + "\n"
        case TextFormat.JSON:
            return json_text(_document(found))
        case _:
            assert_never(form)


def _lines(found: "ReportVerification", say: "Translator") -> Iterator[str]:
    manifest = found.manifest
    yield say.text(
        "{folder}: {name}, issued {issued}, figures as of {day}, method {method}",
        folder=found.folder, name=manifest.name, issued=manifest.issued, day=manifest.as_of, method=manifest.method,
    )  # fmt: skip
    yield from _block(say.text("files"), found.files.equal, _files(found, say))
    yield from _block(say.text("inputs"), found.inputs.equal, _inputs(found, say))
    same = say.text("{n} templates, all the same", n=len(manifest.templates))
    yield from _block(say.text("templates"), not found.templates, _templates(found, same, say))
    same = say.text("{n} parts, all the same", n=len(manifest.parts) + 1)
    yield from _block(say.text("version"), not found.versions, _deviating(found.versions, same, say))
    yield from _block(say.text("outputs"), found.outputs.equal, _outputs(found.outputs, say))
    yield from _conclusion(found, say)
    yield from _later(found.later, say)


def _conclusion(found: "ReportVerification", say: "Translator") -> Iterator[str]:
    then = found.manifest.method
    if found.equal:
        yield say.text("Verified: made again from the same ledger, every file is the same byte for byte.")
    elif found.by_method:
        yield say.text(
            "Method {then}: this version computes by method {now} and can't make the report by that of then. "
            "The files are those that were issued, and no fact has changed: the figures above differ by the method.",
            then=then, now=RULES_VERSION,
        )  # fmt: skip
    elif found.by_version:
        yield say.text(
            "The files are those that were issued. Made again they differ only because of other versions: install the "
            "former versions to see them come out byte for byte."
        )
    else:
        if not found.manifest.is_present_method:
            yield say.text(
                "Method {then}: this version computes by method {now} and can't make the report by that of then.",
                then=then, now=RULES_VERSION,
            )  # fmt: skip
        yield say.text("Not verified: see the lines marked with ≠.")


def _later(later: "LaterFigures", say: "Translator") -> Iterator[str]:
    """What the present ledger says of the figures, which is not a difference of the report."""
    if later.unchanged:
        yield say.text("Its figures stand: the ledger is still the one that it was made from.")
    elif later.why_not is not None:
        yield say.text("Its figures are not compared with the present ledger: {why}", why=say.said(later.why_not))
    elif not later.count:
        yield say.text("Its figures stand: the present ledger says the same of them.")
    else:
        yield say.count(
            "Restated since: {n} figure has changed (by method {method} on both sides):",
            "Restated since: {n} figures have changed (by method {method} on both sides):",
            later.count, method=RULES_VERSION,
        )  # fmt: skip
        rows = [
            *_restated(later, say),
            *(f"{one.place}: {_value(one.then)} → {_value(one.now)}" for one in later.differing),
        ]
        yield from (f"  {row}" for row in rows[:SHOWN])
        if len(rows) > SHOWN:
            yield "  " + say.text("and {n} more", n=len(rows) - SHOWN)


def _restated(later: "LaterFigures", say: "Translator") -> Iterator[str]:
    from talentpilot.report.views.phrases import say_restated

    for one in later.restated:
        text = say_restated(one, say, lambda light: say.term(light, "light"))
        yield " ".join(part for part in (one.pilot, one.object, text) if part)


def _block(name: str, equal: bool, lines: Iterable[str]) -> Iterator[str]:
    head = name + " " * (10 - cell_len(name))
    for number, line in enumerate(lines):
        yield f"  {('=' if equal else '≠') if not number else ' '} {head if not number else ' ' * 10} {line}"


def _files(found: "ReportVerification", say: "Translator") -> Iterator[str]:
    files = found.files
    if files.equal:
        yield say.text("{n} of {n} as they were issued", n=files.total)
    if files.changed:
        yield say.text("changed: {names}", names=_some(files.changed, say))
    if files.missing:
        yield say.text("missing: {names}", names=_some(files.missing, say))
    if files.extra:
        yield say.text("not of the report: {names}", names=_some(files.extra, say))


def _inputs(found: "ReportVerification", say: "Translator") -> Iterator[str]:
    inputs, manifest = found.inputs, found.manifest
    digest = manifest.inputs[:SHORT]
    match inputs.how:
        case "revision":
            yield say.text("{digest} at the revision recorded, {commit}", digest=digest, commit=_short(inputs.commit))
        case "files":
            yield say.text("{digest}, the ledger's files as they stand", digest=digest)
        case "commit":
            values = {"digest": digest, "commit": _short(inputs.commit), "revision": _short(manifest.revision)}
            if (manifest.revision or "").endswith("-dirty"):
                yield say.text("{digest} in commit {commit}; when it was issued they were not committed yet", **values)
            else:
                yield say.text("{digest} in commit {commit}; not at the revision recorded, {revision}", **values)
        case _:
            yield say.text(
                "{digest} is not that of the ledger's files, nor of any of the {n} commits searched",
                digest=digest, n=inputs.searched,
            )  # fmt: skip
            if inputs.shallow:
                yield say.text("help: this clone is shallow; git fetch --unshallow --tags brings the older commits")
    yield from _ledgers(inputs, say)
    if inputs.lost:
        yield say.text("issued before and not there as they were: {names}", names=_some(inputs.lost, say))


def _ledgers(inputs: "InputCheck", say: "Translator") -> Iterator[str]:
    """The ledgers of a federation's lock: how many were found again, and why another was not."""
    there = sum(bool(one.how) for one in inputs.ledgers)
    missing = [one.id for one in inputs.ledgers if not one.how and one.reason is None]
    if inputs.ledgers:
        yield say.text("{n} of {every} ledgers of the lock found", n=there, every=len(inputs.ledgers) - len(missing))
    if missing:
        yield say.text("missing when it was issued: {names}", names=_some(missing, say))
    for one in inputs.ledgers:
        if one.reason is not None:
            yield say.text("{id}: {reason}", id=one.id, reason=say.said(one.reason))


def _templates(found: "ReportVerification", same: str, say: "Translator") -> Iterator[str]:
    yield from _deviating(found.templates, same, say)
    if found.own:
        yield say.text("not those of the program, so they decide what it says: {names}", names=_some(found.own, say))


def _deviating(deviations: Sequence["Deviation"], same: str, say: "Translator") -> Iterator[str]:
    if not deviations:
        yield same
    for one in deviations[:LISTED]:
        then, now = (say.text("none") if value is None else _short_value(value) for value in (one.then, one.now))
        yield say.text("{name}: {then} then, {now} now", name=one.name, then=then, now=now)
    if len(deviations) > LISTED:
        yield say.text("and {n} more", n=len(deviations) - LISTED)


def _outputs(outputs: "OutputCheck", say: "Translator") -> Iterator[str]:
    if outputs.unmade is not None:
        yield say.text("not made again: {why}", why=say.said(outputs.unmade))
    elif not outputs.differing:
        yield say.text("{n} of {n} made again, byte for byte", n=outputs.total)
    else:
        yield say.text("different when made again: {names}", names=_some(outputs.differing, say))
        if outputs.figures:
            yield say.text("figures that differ:")
            yield from (f"  {one.place}: {_value(one.then)} → {_value(one.now)}" for one in outputs.figures[:LISTED])
        elif outputs.figures is not None:
            yield say.text("all figures are the same")


def _some(names: Sequence[str], say: "Translator") -> str:
    more = say.bracketed(say.text("and {n} more", n=len(names) - LISTED)) if len(names) > LISTED else ""
    return say.listed(names[:LISTED]) + more


def _short(revision: str | None) -> str:
    return (revision or "none").removesuffix("-dirty")[:12]


def _short_value(value: str) -> str:
    return value[:SHORT] if value.startswith("sha256:") else value


def _value(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _document(found: "ReportVerification") -> Json:
    manifest, files, outputs = found.manifest, found.files, found.outputs
    return {
        "schema": "talentpilot/verification/1",
        "folder": found.folder,
        "name": manifest.name,
        "as_of": manifest.as_of.isoformat(),
        "issued": manifest.issued.isoformat(),
        "equal": found.equal,
        "by_version": found.by_version,
        "by_method": found.by_method,
        "method": {"equal": manifest.is_present_method, "then": manifest.method, "now": RULES_VERSION},
        "files": {"equal": files.equal, **asdict(files)},
        "inputs": {"equal": found.inputs.equal, "digest": manifest.inputs, **_inputs_document(found.inputs)},
        "templates": {**_deviations(found.templates), "own": list(found.own)},
        "versions": _deviations(found.versions),
        "outputs": {
            "equal": outputs.equal,
            "total": outputs.total,
            "differing": list(outputs.differing),
            "figures": None if outputs.figures is None else list(map(asdict, outputs.figures)),
            "unmade": str(outputs.unmade) if outputs.unmade is not None else None,
        },
        "later": _later_document(found.later),
    }


def _later_document(later: "LaterFigures") -> Json:
    """What the present ledger says of the figures; `figures` is null if they could not be compared."""
    rows: list[Json] = [
        {"pilot": one.pilot, "object": one.object or None, "field": one.field or None, "then": one.then, "now": one.now}
        for one in later.restated
    ]
    rows += [
        {"pilot": None, "object": None, "field": one.place, "then": one.then, "now": one.now} for one in later.differing
    ]
    return {
        "unchanged": later.unchanged,
        "figures": rows if later.why_not is None else None,
        "why_not": str(later.why_not) if later.why_not is not None else None,
    }


def _inputs_document(inputs: "InputCheck") -> Json:
    return {
        "found": inputs.how or None,
        "commit": inputs.commit,
        "searched": inputs.searched,
        "shallow": inputs.shallow,
        "lost": list(inputs.lost),
        "ledgers": [_ledger_document(one) for one in inputs.ledgers],
    }


def _ledger_document(one: "LedgerCheck") -> Json:
    reason = str(one.reason) if one.reason is not None else None
    return {"id": one.id, "found": one.how or None, "commit": one.commit, "reason": reason}


def _deviations(deviations: Sequence["Deviation"]) -> Json:
    return {"equal": not deviations, "differing": list(map(asdict, deviations))}
