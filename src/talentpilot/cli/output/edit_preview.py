"""Preview an edit: the diff, the findings it would add, the light before and after."""

import hashlib
from collections.abc import Iterable, Sequence

from talentpilot.analysis.lights import SHAPES
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Diagnostic, Language
from talentpilot.i18n.command_terms import reasons, word
from talentpilot.i18n.translator import Translator, message, translator_for
from talentpilot.services.formatting import FormattedFile
from talentpilot.services.recording.transaction import Attached, CommitResult, FileChange


def change_preview(changes: Iterable[FileChange], attachments: Iterable[Attached] = ()) -> str:
    """Return the unified diff of the changed files, after a line for each evidence file that is copied in."""
    lines: list[str] = []
    for file in attachments:
        digest = hashlib.sha256(file.content).hexdigest()
        lines.append(f"# new file {file.path}: {len(file.content):,} bytes, sha256 {digest}\n")
    return "".join((*lines, *(change.diff for change in changes)))


def findings_preview(found: Sequence[Diagnostic], language: Language) -> str:
    """Return findings with place and help."""
    say = translator_for(language, "findings")
    lines = []
    for item in found:
        tag = f"{say.text(item.severity)}[{item.rule}]"
        lines.append(f"{item.location}: {tag} {say.said(item.message)}")
        if str(item.help):
            lines.append(f"     = {say.text('help')}{say.punctuation['colon']}{say.said(item.help)}")
    return "".join(f"{line}\n" for line in lines)


def light_preview(before: PilotStatus | None, after: PilotStatus | None, say: Translator) -> list[str]:
    """Return a line with the light before and after, or no line if it can't be computed."""
    if before is None or after is None:
        return []
    was, now = _light(before, say), _light(after, say)
    light = say.text("{light}, as before", light=now) if was == now else f"{was} → {now}"
    shown = say.text("light on {day}: {light}", day=after.as_of, light=light)
    if before.maturity == after.maturity:
        return [shown]
    none = say.text("none")
    levels = {"then": before.maturity or none, "now": after.maturity or none}
    return [say.joined([shown, say.text("maturity {then} → {now}", **levels)])]


def _light(status: PilotStatus, say: Translator) -> str:
    why = say.bracketed(say.listed(reasons(say, status.reasons))) if status.reasons else ""
    shown = status.light.value if status.light is not None else status.state.value
    return f"{SHAPES[status.light]} {word(say, shown, 'color' if status.light is not None else 'standing')}{why}"


def refusal(errors: int, say: Translator) -> str:
    """Return the message that refuses an edit because of new errors."""
    said = say.count("this would add {n} new error; nothing was written",
                     "this would add {n} new errors; nothing was written", errors)  # fmt: skip
    help_ = say.text("correct it, or write it all the same with --force")
    return f"talentpilot: {said}\n  {say.text('help')}{say.punctuation['colon']}{help_}\n"


def committed(result: CommitResult, say: Translator, *, quiet: bool) -> str:
    """Return what was written, line by line, then the remarks and the light."""
    lines = [f"{fact.path}:{fact.line}: {say.said(fact.meaning)}" for fact in result.facts]
    if not quiet:
        lines += [
            *map(say.said, result.remarks),
            *light_preview(result.check.status_before, result.check.status_after, say),
        ]
    return "".join(f"{line}\n" for line in lines)


def formatted_text(files: Sequence[FormattedFile], say: Translator, *, writes: bool) -> str:
    """Return a line for each file that changes, and how many there are."""
    changed = [file for file in files if file.form.content != file.before]
    written = message("{n} of {files} files put into canonical form")
    template = written if writes else message("{n} of {files} files not in canonical form")
    lines = [f"{file.path}: {say.listed(map(say.said, file.form.done))}" for file in changed]
    return "".join(f"{line}\n" for line in [*lines, say.text(template, n=len(changed), files=len(files))])


def unreadable_text(files: Sequence[FormattedFile], say: Translator) -> str:
    """Return a line for each file that can't be put into canonical form, with the reason."""
    template = message("{file} can't be put into canonical form: {problem}")
    return "".join(
        f"talentpilot: {say.text(template, file=file.path, problem=say.said(file.form.problem))}\n"
        for file in files
        if file.form.problem is not None
    )
