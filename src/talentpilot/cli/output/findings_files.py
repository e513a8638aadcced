"""Where `validate --output` writes: which form each file takes, and which files it never touches."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from talentpilot.cli.output.findings import render_findings
from talentpilot.cli.output.findings_text import render_summary
from talentpilot.cli.output.forms import FindingsFormat
from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.escaping import visible
from talentpilot.services.validation.result import ValidateResult

ENDINGS = {
    ".json": FindingsFormat.JSON,
    ".sarif": FindingsFormat.SARIF,
    ".xml": FindingsFormat.JUNIT,
    ".md": FindingsFormat.MARKDOWN,
    ".txt": FindingsFormat.TEXT,
}
GITLAB_NAME = "gl-code-quality"
_LEDGER = ("programme.yaml", "catalogue.yaml", "pilots", "templates", "reports", ".git")


@dataclass(frozen=True, slots=True)
class OutputTarget:
    """One file to write."""

    form: FindingsFormat
    file: Path


def plan_targets(outputs: Sequence[str], root: Path) -> tuple[OutputTarget, ...]:
    """Return the files asked for, settled before anything is checked.

    Raises:
        UsageProblem: the form of a file can't be told, two outputs name one file, or it is one of the ledger's own.
        StorageProblem: its folder is not there.
    """
    targets = tuple(map(_target, outputs))
    for number, target in enumerate(targets):
        file = target.file.resolve()
        if any(file == other.file.resolve() for other in targets[:number]):
            raise UsageProblem("--output {file} is given twice", file=target.file)
        if file.is_relative_to(root) and (file.relative_to(root).parts or ("",))[0] in _LEDGER:
            raise UsageProblem(
                "--output {file} is among the ledger's own files, which a check never changes", file=target.file
            )
        if not file.parent.is_dir():
            raise StorageProblem("{file}: there is no folder {folder}", file=target.file, folder=target.file.parent)
    return targets


def _target(output: str) -> OutputTarget:
    word, colon, name = output.partition(":")
    if colon and name and word in set(FindingsFormat):
        return OutputTarget(FindingsFormat(word), Path(name))
    file = Path(output)
    if file.name.startswith(GITLAB_NAME) and file.suffix == ".json":
        return OutputTarget(FindingsFormat.GITLAB, file)
    if file.name.endswith(".sarif.json"):
        return OutputTarget(FindingsFormat.SARIF, file)
    form = ENDINGS.get(file.suffix.lower())
    if form is None:
        raise UsageProblem(
            "--output {output}: the name does not say which format to write",
            help="end it with {endings}, call it {gitlab}.json, or write FORMAT:FILE as in brief:{name}",
            output=output,
            endings=", ".join(ENDINGS),
            gitlab=GITLAB_NAME,
            name=file.name,
        )
    return OutputTarget(form, file)


def write_targets(answer: ValidateResult, targets: Sequence[OutputTarget], *, verbose: bool) -> None:
    """Write each file whole; all of them are made before the first is written.

    Raises:
        StorageProblem: the disk refuses.
    """
    from talentpilot.store.writer import write_file  # needed with --output alone

    texts = [render_findings(answer, target.form, verbose=verbose) for target in targets]
    for target, text in zip(targets, texts, strict=True):
        write_file(target.file, visible(text).encode("utf-8"))


def append_step_summary(answer: ValidateResult) -> None:
    """Add the findings to the summary of a GitHub step, where the runner names its file.

    Raises:
        StorageProblem: the file can't be written.
    """
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as stream:
            stream.write(visible(render_summary(answer)))
    except OSError as problem:
        raise StorageProblem("{name}: {why}", name=name, why=system_reason(problem)) from problem
