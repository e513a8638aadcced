"""Where `validate --output` writes: which form each file takes, and which files it never touches."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from talentpilot.cli.output.findings import FindingsFormat, render_findings
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.escaping import visible
from talentpilot.services.validation.result import ValidateResult
from talentpilot.store.writer import write_file

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
            raise UsageProblem(f"--output {target.file} is given twice")
        if file.is_relative_to(root) and (file.relative_to(root).parts or ("",))[0] in _LEDGER:
            raise UsageProblem(
                f"--output {target.file} lies among the ledger's own files; a check changes none of them"
            )
        if not file.parent.is_dir():
            raise StorageProblem(f"{target.file}: there is no folder {target.file.parent}")
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
        ways = (
            f"end it with {', '.join(ENDINGS)}, call it {GITLAB_NAME}.json, or write FORM:FILE as in brief:{file.name}"
        )
        raise UsageProblem(f"--output {output}: the name does not say which form to write\n  help: {ways}")
    return OutputTarget(form, file)


def write_targets(answer: ValidateResult, targets: Sequence[OutputTarget], *, verbose: bool) -> None:
    """Write each file whole; all of them are made before the first is written.

    Raises:
        StorageProblem: the disk refuses.
    """
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
    from talentpilot.cli.output.findings_markdown import render_summary

    try:
        with Path(name).open("a", encoding="utf-8") as stream:
            stream.write(visible(render_summary(answer)))
    except OSError as problem:
        raise StorageProblem(f"{name}: {problem.strerror}") from problem
