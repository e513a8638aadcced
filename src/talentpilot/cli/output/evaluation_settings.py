"""Whether weights and thresholds were fixed before the pilots were judged, in words and for machines."""

from talentpilot.analysis.evaluation.settings import SettingChange, SettingsNotice
from talentpilot.analysis.number_format import as_stated

Json = dict[str, object]


def settings_line(notice: SettingsNotice) -> str | None:
    """One sentence; None where nothing has been evaluated yet."""
    if notice.since is None:
        return None
    day, changed = notice.since, ", ".join(map(_change, notice.changes))
    if notice.known and not changed:
        return f"Weights and thresholds are those of {day}, the day of the first evaluation."
    if notice.known:
        return f"Weights and thresholds changed after {day}, the day of the first evaluation: {changed}."
    told = f"; changed since then: {changed}" if changed else ""
    return (
        f"Whether weights and thresholds stood before {day}, the day of the first evaluation, can't be told: "
        f"{_why(notice)}{told}."
    )


def settings_document(notice: SettingsNotice) -> Json:
    """The fields `settings_since` and `settings_changed` (null: it can't be told)."""
    return {
        "settings_since": notice.since.isoformat() if notice.since is not None else None,
        "settings_changed": [_json(item) for item in notice.changes] if notice.known else None,
    }


def _why(notice: SettingsNotice) -> str:
    match notice.why:
        case "later_history":
            return f"the history of programme.yaml begins on {notice.seen_from}"
        case "shallow":
            return f"this clone's history begins on {notice.seen_from} (git fetch --unshallow brings the rest)"
        case "unreadable":
            return "programme.yaml as it stood then can't be read"
        case _:
            return "the ledger is not under version control"


def _change(item: SettingChange) -> str:
    return f"{item.name} {as_stated(item.then)} → {as_stated(item.now)}"


def _json(item: SettingChange) -> Json:
    return {"name": item.name, "then": float(item.then), "now": float(item.now)}
