"""Whether weights and thresholds were fixed before the pilots were judged, in words and for machines."""

from talentpilot.analysis.evaluation.settings import SettingChange, SettingsNotice
from talentpilot.analysis.number_format import as_stated
from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import Translator, message

Json = dict[str, object]


def settings_line(notice: SettingsNotice, say: Translator) -> str | None:
    """One sentence; None where nothing has been evaluated yet."""
    if notice.since is None:
        return None
    values = {"day": notice.since, "changes": say.listed(map(_change, notice.changes)), "why": say.said(_why(notice))}
    if notice.known and not notice.changes:
        return say.text("Weights and thresholds are those of {day}, the day of the first evaluation.", **values)
    if notice.known:
        told = message("Weights and thresholds changed after {day}, the day of the first evaluation: {changes}.")
        return say.text(told, **values)
    unknown = message(
        "Whether weights and thresholds stood before {day}, the day of the first evaluation, can't be told: {why}."
    )
    changed = message(
        "Whether weights and thresholds stood before {day}, the day of the first evaluation, can't be told: {why}; "
        "changed since then: {changes}."
    )
    return say.text(changed if notice.changes else unknown, **values)


def settings_document(notice: SettingsNotice) -> Json:
    """The fields `settings_since` and `settings_changed` (null: it can't be told)."""
    return {
        "settings_since": notice.since.isoformat() if notice.since is not None else None,
        "settings_changed": [_json(item) for item in notice.changes] if notice.known else None,
    }


def _why(notice: SettingsNotice) -> Message:
    match notice.why:
        case "later_history":
            return Message.of("the history of programme.yaml begins on {day}", day=notice.seen_from)
        case "shallow":
            told = "this clone's history begins on {day} (git fetch --unshallow brings the rest)"
            return Message.of(told, day=notice.seen_from)
        case "unreadable":
            return Message("programme.yaml as it stood then can't be read")
        case _:
            return Message("the ledger is not under version control")


def _change(item: SettingChange) -> str:
    return f"{item.name} {as_stated(item.then)} → {as_stated(item.now)}"


def _json(item: SettingChange) -> Json:
    return {"name": item.name, "then": float(item.then), "now": float(item.now)}
