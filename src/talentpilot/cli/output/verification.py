"""The forms of `talentpilot verify-report`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from talentpilot.cli.output.rows import json_text

if TYPE_CHECKING:
    from talentpilot.services.verification import Deviation, InputCheck, OutputCheck, ReportVerification

SHORT = 19
"""Characters of a digest that are shown: `sha256:` and twelve digits."""
LISTED = 8
"""Names that are listed on a line of the text."""

Json = dict[str, object]


class VerificationFormat(StrEnum):
    """A form of `--format`."""

    TEXT = "text"
    JSON = "json"


BY_ENDING = {".txt": VerificationFormat.TEXT, ".json": VerificationFormat.JSON}


def render_verification(found: "ReportVerification", form: VerificationFormat) -> str:
    """The answer in that form."""
    match form:
        case VerificationFormat.TEXT:
            return "\n".join(_lines(found)) + "\n"
        case VerificationFormat.JSON:
            return json_text(_document(found))
        case _:
            assert_never(form)


def _lines(found: "ReportVerification") -> Iterator[str]:
    manifest = found.manifest
    yield f"{found.folder}: {manifest.name}, issued {manifest.issued}, figures as of {manifest.as_of}"
    yield from _block("files", found.files.equal, _files(found))
    yield from _block("inputs", found.inputs.equal, _inputs(found))
    used, parts = len(manifest.templates), len(manifest.parts) + 1
    yield from _block("templates", not found.templates, _deviating(found.templates, used, "templates"))
    yield from _block("version", not found.versions, _deviating(found.versions, parts, "parts"))
    yield from _block("outputs", found.outputs.equal, _outputs(found.outputs))
    if found.equal:
        yield "Verified: made again from the same books, every file is the same byte for byte."
    elif found.by_version:
        yield "The files are those that were issued. Made again they differ only because of other versions:"
        yield "  install the versions of then to see them come out byte for byte."
    else:
        yield "Not verified: see the lines marked with ≠."


def _block(name: str, equal: bool, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"  {('=' if equal else '≠') if not number else ' '} {name if not number else '':<10} {line}"


def _files(found: "ReportVerification") -> Iterator[str]:
    files = found.files
    if files.equal:
        yield f"{files.total} of {files.total} as they were issued"
        return
    for word, names in (("changed", files.changed), ("missing", files.missing), ("not of the report", files.extra)):
        if names:
            yield f"{word}: {_some(names)}"


def _inputs(found: "ReportVerification") -> Iterator[str]:
    inputs, manifest = found.inputs, found.manifest
    digest = manifest.inputs[:SHORT]
    match inputs.how:
        case "revision":
            yield f"{digest} at the revision recorded, {_short(inputs.commit)}"
        case "files":
            yield f"{digest}, the ledger's files as they stand"
        case "commit":
            yield f"{digest} in commit {_short(inputs.commit)}; {_why_not(found)}"
        case _:
            yield f"{digest} is not that of the ledger's files, nor of any of the {inputs.searched} commits searched"
            if inputs.shallow:
                yield "help: this clone is shallow; git fetch --unshallow --tags brings the older commits"
    if inputs.lost:
        yield f"issued before and not there as they were: {_some(inputs.lost)}"


def _why_not(found: "ReportVerification") -> str:
    revision = found.manifest.revision
    if revision is not None and revision.endswith("-dirty"):
        return "when it was issued they were not committed yet"
    return f"not at the revision recorded, {_short(revision)}"


def _deviating(deviations: Sequence["Deviation"], total: int, what: str) -> Iterator[str]:
    if not deviations:
        yield f"{total} {what}, all the same"
    for one in deviations[:LISTED]:
        yield f"{one.name}: {_short_value(one.then)} then, {_short_value(one.now)} now"
    if len(deviations) > LISTED:
        yield f"and {len(deviations) - LISTED} more"


def _outputs(outputs: "OutputCheck") -> Iterator[str]:
    if outputs.unmade:
        yield f"not made again: {outputs.unmade}"
    elif not outputs.differing:
        yield f"{outputs.total} of {outputs.total} made again, byte for byte"
    else:
        yield f"made again otherwise: {_some(outputs.differing)}"
        if outputs.figures:
            yield "figures that differ:"
            yield from (f"  {one.place}: {_value(one.then)} -> {_value(one.now)}" for one in outputs.figures[:LISTED])
        elif outputs.figures is not None:
            yield "all figures are the same"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def _short(revision: str | None) -> str:
    return (revision or "none").removesuffix("-dirty")[:12]


def _short_value(value: str | None) -> str:
    return "none" if value is None else value[:SHORT] if value.startswith("sha256:") else value


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
        "files": {
            "equal": files.equal,
            "total": files.total,
            "changed": list(files.changed),
            "missing": list(files.missing),
            "extra": list(files.extra),
        },
        "inputs": {"equal": found.inputs.equal, "digest": manifest.inputs, **_inputs_document(found.inputs)},
        "templates": _deviations(found.templates),
        "versions": _deviations(found.versions),
        "outputs": {
            "equal": outputs.equal,
            "total": outputs.total,
            "differing": list(outputs.differing),
            "figures": _figures(outputs),
            "unmade": outputs.unmade or None,
        },
    }


def _inputs_document(inputs: "InputCheck") -> Json:
    return {
        "found": inputs.how or None,
        "commit": inputs.commit,
        "searched": inputs.searched,
        "shallow": inputs.shallow,
        "lost": list(inputs.lost),
    }


def _deviations(deviations: Sequence["Deviation"]) -> Json:
    rows = [{"name": one.name, "then": one.then, "now": one.now} for one in deviations]
    return {"equal": not deviations, "differing": rows}


def _figures(outputs: "OutputCheck") -> list[Json] | None:
    if outputs.figures is None:
        return None
    return [{"place": one.place, "then": one.then, "now": one.now} for one in outputs.figures]
