"""The manifest of an issued report: inputs, component versions and file digests."""

import hashlib
import json
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePosixPath
from string import Formatter
from typing import Any

from talentpilot import RULES_VERSION
from talentpilot.diagnostics import Message
from talentpilot.errors import ManifestProblem
from talentpilot.model.federation import Lock, lock_data, read_lock_data
from talentpilot.model.periods import Period, parse_period


@dataclass(frozen=True, slots=True)
class FederationBasis:
    """What a report over a federation was made from, enough to make it again.

    `files` is the digest of federation.yaml and the shared catalogue; `missing` says why a ledger without entry in the
    lock was missing; `with_pilots` means that the annex lists every pilot.
    """

    files: str
    lock: Lock
    missing: Mapping[str, Message]
    with_pilots: bool


def basis_data(basis: FederationBasis) -> dict[str, object]:
    """Return the basis as plain data."""
    return {
        "files": basis.files,
        "annex": "pilots" if basis.with_pilots else None,
        "missing": {name: _message_data(reason) for name, reason in sorted(basis.missing.items())},
        "lock": lock_data(basis.lock),
    }


def read_basis(data: Mapping[str, Any]) -> FederationBasis:
    """Return the basis in plain data.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it has another shape.
    """
    missing = {str(name): _message_of(reason) for name, reason in data["missing"].items()}
    return FederationBasis(str(data["files"]), read_lock_data(data["lock"]), missing, data["annex"] == "pilots")


def _message_data(said: Message) -> dict[str, object]:
    values = {name: _message_data(one) if isinstance(one, Message) else one for name, one in said.values.items()}
    return {"text": said.template, "values": values}


def _message_of(data: Mapping[str, Any]) -> Message:
    """Return a message whose placeholders are plain names, each with its value."""
    values = {name: one if isinstance(one, str) else _message_of(one) for name, one in data["values"].items()}
    for _, field, form, conversion in Formatter().parse(data["text"]):
        if field is not None and (field not in values or form or conversion):
            raise ValueError(field)
    return Message(data["text"], values)


SCHEMA = "talentpilot/manifest/1"
MANIFEST = "manifest.json"
FIGURES = "figures.json"
_METHOD = "method"
_FIRST_METHOD = "2026.1"
"""The method of reports whose manifest names none."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the report: its digest `sha256:…` and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a report: a period and a view of the pilots, or an evaluation such as `yx-
    titles-01/2026-final`.
    """

    period: Period | None = None
    view: str = "programme"
    filters: Mapping[str, str] | None = None
    evaluation: str | None = None
    whole_life: bool = False


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """Which official document (公文) was issued, and what its options said of sender, addressee, title and length."""

    document: str
    sender: str | None = None
    to: str | None = None
    title: str | None = None
    max_characters: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier issued reports: those `compared`, with the digests of their figures; older ones that were not; and
    unreadable ones, each with its reason.
    """

    compared: Mapping[str, str]
    older: tuple[str, ...]
    unread: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The manifest of an issued report.

    `today` means that the day of the figures was the day of issue, so that later facts are mistakes. `past` lists the
    reports compared for restated figures, `templates` those that were read, and `parts` the versions of everything
    else that affects the bytes. `federation` is there for a report over many ledgers, `official` for an official
    document.
    """

    name: str
    subject: Subject
    as_of: date
    issued: date
    today: bool
    edition: str
    languages: tuple[str, ...]
    forms: tuple[str, ...]
    revision: str | None
    inputs: str
    version: str
    parts: Mapping[str, str]
    templates: Mapping[str, str]
    past: Past
    outputs: Mapping[str, Output]
    federation: FederationBasis | None = None
    official: OfficialForm | None = None

    @property
    def method(self) -> str:
        """The version of the method and the rules that made the figures."""
        return self.parts.get(_METHOD, _FIRST_METHOD)

    @property
    def is_present_method(self) -> bool:
        """Whether the method that made the figures is the one of this version."""
        return self.method == RULES_VERSION


def digest(content: bytes) -> str:
    """Return the `sha256:…` of a file."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def as_written(name: str, content: bytes) -> bytes:
    """Return the file with the line endings it was written with, which git may have changed (autocrlf)."""
    text = name.endswith((".md", ".json", ".html", ".svg"))
    return content.replace(b"\r\n", b"\n") if text else content


def manifest_json(manifest: Manifest, fields: Collection[str] | None = None) -> str:
    """Return the document, ending with a line ending; names are sorted unless their order has a meaning.

    With `fields` only those are written.
    """
    subject = manifest.subject
    document = {
        "schema": SCHEMA,
        "name": manifest.name,
        "evaluation": subject.evaluation,
        "period": str(subject.period) if subject.period is not None else None,
        "view": subject.view,
        "filters": dict(sorted((subject.filters or {}).items())),
        "whole_life": subject.whole_life,
        "as_of": manifest.as_of.isoformat(),
        "issued": manifest.issued.isoformat(),
        "today": manifest.today,
        "edition": manifest.edition,
        "languages": list(manifest.languages),
        "forms": list(manifest.forms),
        "revision": manifest.revision,
        "inputs": manifest.inputs,
        "version": manifest.version,
        "parts": dict(sorted(manifest.parts.items())),
        "templates": dict(sorted(manifest.templates.items())),
        "compared": dict(sorted(manifest.past.compared.items())),
        "not_compared": {"older": list(manifest.past.older), "unread": dict(sorted(manifest.past.unread.items()))},
        "outputs": {
            name: {"sha256": output.sha256, "size": output.size} for name, output in sorted(manifest.outputs.items())
        },
        "federation": basis_data(manifest.federation) if manifest.federation is not None else None,
        "official": asdict(manifest.official) if manifest.official is not None else None,
    }
    if fields is not None:
        document = {name: value for name, value in document.items() if name in fields}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def parse_manifest(content: bytes) -> Manifest:
    """Return the manifest in these bytes.

    Raises:
        ManifestProblem: it is none, one of another version, or names files outside its folder.
    """
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise ManifestProblem("{manifest} is not JSON", manifest=MANIFEST) from problem
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        raise ManifestProblem("{manifest} does not follow the schema {schema}", manifest=MANIFEST, schema=SCHEMA)
    try:
        return _read(raw)
    except KeyError as problem:
        raise ManifestProblem("{manifest} lacks {field}", manifest=MANIFEST, field=problem.args[0]) from problem
    except (AttributeError, TypeError, ValueError) as problem:
        raise ManifestProblem("{manifest} is damaged: {problem}", manifest=MANIFEST, problem=problem) from problem


def _read(raw: Mapping[str, Any]) -> Manifest:
    revision, federation, official = raw["revision"], raw.get("federation"), raw.get("official")
    return Manifest(
        name=_text(raw["name"], "name"),
        subject=_subject(raw),
        as_of=date.fromisoformat(raw["as_of"]),
        issued=date.fromisoformat(raw["issued"]),
        today=bool(raw["today"]),
        edition=_text(raw["edition"], "edition"),
        languages=tuple(_text(item, "languages") for item in raw["languages"]),
        forms=tuple(_text(item, "forms") for item in raw["forms"]),
        revision=_text(revision, "revision") if revision is not None else None,
        inputs=_text(raw["inputs"], "inputs"),
        version=_text(raw["version"], "version"),
        parts=_texts(raw["parts"], "parts"),
        templates=_files(raw["templates"], "templates"),
        past=_past(raw),
        outputs={_inside(name): _output(item) for name, item in _mapping(raw["outputs"], "outputs").items()},
        federation=read_basis(_mapping(federation, "federation")) if federation is not None else None,
        official=_official(_mapping(official, "official")) if official is not None else None,
    )


def _official(raw: Mapping[str, Any]) -> OfficialForm:
    said = {name: _text(raw[name], name) if raw[name] is not None else None for name in ("sender", "to", "title")}
    most = raw["max_characters"]
    if most is not None and not isinstance(most, int):
        raise TypeError("max_characters is not a number")
    return OfficialForm(_text(raw["document"], "document"), **said, max_characters=most)


def _subject(raw: Mapping[str, Any]) -> Subject:
    evaluation = raw["evaluation"]
    if evaluation is not None:
        return Subject(evaluation=_text(evaluation, "evaluation"))
    period = parse_period(_text(raw["period"], "period"))
    if period is None:
        raise ValueError(f"{raw['period']} is not a period")
    filters, whole = _texts(raw["filters"], "filters"), raw.get("whole_life") is True
    return Subject(period, _text(raw["view"], "view"), filters, whole_life=whole)


def _past(raw: Mapping[str, Any]) -> Past:
    rest = raw["not_compared"]
    older = tuple(_text(item, "older") for item in rest["older"])
    return Past(_files(raw["compared"], "compared"), older, _texts(rest["unread"], "unread"))


def _output(given: object) -> Output:
    raw = _mapping(given, "a file under outputs")
    size = raw["size"]
    if not isinstance(size, int):
        raise TypeError("size is not a number")
    return Output(_text(raw["sha256"], "sha256"), size)


def _inside(name: str) -> str:
    """Return the path of a file, which must be in the folder of the report."""
    path = PurePosixPath(name)
    if not name or "\\" in name or path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name!r} is not a file of this folder")
    return name


def _files(raw: Mapping[str, Any], field: str) -> Mapping[str, str]:
    return {_inside(name): digest_ for name, digest_ in _texts(raw, field).items()}


def _texts(raw: Mapping[str, Any], field: str) -> Mapping[str, str]:
    return {_text(name, field): _text(value, field) for name, value in _mapping(raw, field).items()}


def _mapping(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{field} is not an object with names")
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"{field} is not text")
    return value


PACKAGES = (
    "jinja2",
    "manimgx-fonts-cjk",
    "pylopdf-fonts-zh-cn",
    "pypandoc-binary",
    "typst",
    "vl-convert-python",
)
"""The packages for text, pages and charts, and the fonts of both; pandoc comes with pypandoc-binary."""


def versions() -> dict[str, str]:
    """Return the version of the method, which makes the figures, and of all that shapes the files: each installed
    package, and `unicode`, which decides which characters a text may hold.
    """
    found = {_METHOD: RULES_VERSION, "unicode": unicodedata.unidata_version}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return dict(sorted(found.items()))
