"""Preview an edit: the diff, the findings it would add, the light before and after."""

import difflib
import hashlib
from collections.abc import Iterable, Sequence

from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.status import PilotStatus
from talentpilot.cli.output.status_text import SHAPES
from talentpilot.cli.session import terminal_language
from talentpilot.diagnostics import Diagnostic
from talentpilot.i18n.translator import translator_for


def change_preview(changes: Iterable[tuple[str, bytes, bytes]], attachments: Iterable[tuple[str, bytes]]) -> str:
    """The unified diff of (path, before, after), and a line for each new file that is no text of the ledger."""
    lines: list[str] = []
    for path, content in attachments:
        digest = hashlib.sha256(content).hexdigest()
        lines.append(f"# new file {path}: {len(content):,} bytes, sha256 {digest}\n")
    for path, before, after in changes:
        lines += _unified(path, before.decode("utf-8", "replace"), after.decode("utf-8", "replace"))
    return "".join(lines)


def _unified(path: str, before: str, after: str) -> list[str]:
    old, new = before.split("\n"), after.split("\n")
    one, two = ([f"{line}\n" for line in side[:-1]] + ([side[-1]] if side[-1] else []) for side in (old, new))
    lines = difflib.unified_diff(one, two, f"a/{path}", f"b/{path}", n=2)
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]


def findings_preview(found: Sequence[Diagnostic]) -> str:
    """Findings with place and advice, in the terminal's language."""
    say = translator_for(terminal_language(), "findings")
    lines = []
    for item in found:
        place = item.location
        tag = f"{say.text(item.severity)}[{item.rule}]"
        lines.append(f"{place.path}:{place.line}:{place.column}: {tag} {say.said(item.message)}")
        if str(item.help):
            lines.append(f"     = {say.text('help')}{say.punctuation['colon']}{say.said(item.help)}")
    return "".join(f"{line}\n" for line in lines)


def light_preview(before: PilotStatus | None, after: PilotStatus | None) -> list[str]:
    """The light before and after; what it was and why, where it is the same."""
    if before is None or after is None:
        return []
    was, now = _light(before), _light(after)
    day = after.as_of
    light = f"{now}, as before" if was == now else f"{was} → {now}"
    level = ""
    if before.maturity != after.maturity:
        level = f"; maturity {before.maturity or 'none'} → {after.maturity or 'none'}"
    return [f"light on {day}: {light}{level}"]


def _light(status: PilotStatus) -> str:
    reasons = f" ({', '.join(status.reasons)})" if status.reasons else ""
    word = light_word(status) if status.light is not None else status.standing.value
    return f"{SHAPES[status.light]} {word}{reasons}"
