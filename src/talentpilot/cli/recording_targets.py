"""What a writing command is told: which pilot, which object, which day, which words; and the id of what is new."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from pydantic_core import PydanticCustomError

from talentpilot.cli import recording_check as checks
from talentpilot.cli.recording import Desk, nearest
from talentpilot.cli.recording_check import Bench
from talentpilot.cli.session import Session, parse_day
from talentpilot.diagnostics import FieldPath
from talentpilot.errors import CannotEdit, UsageProblem
from talentpilot.store.editing_files import MODELS
from talentpilot.store.editing_values import Value
from talentpilot.store.reader import pilot_folders, read_frame, read_pilot
from talentpilot.store.tree import DiskTree


def open_desk(session: Session, folder: str) -> Desk:
    """The pilot of that id, ready to be written.

    Raises:
        UsageProblem: there is no such pilot; the nearest is named.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    root = session.root()
    tree = DiskTree(root)
    frame = read_frame(tree)
    programme, _ = frame.demand()
    folders = pilot_folders(tree)
    if folder not in folders:
        raise UsageProblem(f"there is no pilot {folder}\n  help: {nearest(folder, folders)}")
    pilot = read_pilot(tree, folder, root).pilot
    if pilot is None:
        raise CannotEdit(f"pilots/{folder}/pilot.yaml can't be read\n  help: talentpilot validate {folder} says why")
    bench = Bench(frame, folder, session.as_of(programme), session.is_today(programme))
    return Desk(root, bench, pilot, checks.hold(root, folder), session.quiet)


def open_object(session: Session, target: str, example: str) -> tuple[Desk, str]:
    """The pilot and the inner id of a target such as `yx-titles-01/M3`.

    Raises:
        UsageProblem: the target has another form, or there is no such pilot.
    """
    folder, slash, identifier = target.partition("/")
    if not slash or not identifier:
        raise UsageProblem(
            f"{target} names no object of a pilot\n  help: write such as {folder or 'yx-titles-01'}/{example}"
        )
    return open_desk(session, folder), identifier.upper()


def the_day(desk: Desk, text: str | None) -> date:
    """The day of an option, or the day of the command."""
    return desk.as_of if text is None else parse_day(text)


def wording(name: str, plain: str | None, zh: str | None, en: str | None) -> Value:
    """A text from its options: plain, or by language; None where nothing was said.

    Raises:
        UsageProblem: both were given.
    """
    spoken = {language: text for language, text in (("zh", zh), ("en", en)) if text is not None}
    if plain is not None and spoken:
        raise UsageProblem(f"--{name} stands beside --{name}-zh or --{name}-en\n  help: give the one or the others")
    return plain if plain is not None else spoken or None


def required(name: str, value: Value) -> Value:
    """A value that must be given.

    Raises:
        UsageProblem: it was not.
    """
    if value is None:
        raise UsageProblem(
            f"--{name} is missing; nothing was written\n  help: give --{name}, or --{name}-zh and --{name}-en"
        )
    return value


def next_id(desk: Desk, collection: str, letter: str) -> str:
    """The next free id, in the habit of the list: its commonest letters, its zeros (E01, E02 lead to E03)."""
    own = desk.file("outcomes.yaml" if collection in ("indicators", "practices") else _home(collection)).data
    ids = [str(item.get("id", "")) for item in own.get(collection) or () if isinstance(item, dict)]
    forms = [match for text in ids if (match := re.fullmatch(r"([A-Z]{1,3})([0-9]{1,3})", text))]
    stems = [match[1] for match in forms]
    stem = max(stems, key=stems.count) if stems else letter
    taken = set()
    for name in MODELS:
        taken |= set(re.findall(rf"\b{stem}([0-9]{{1,3}})\b", desk.text(name)))
    digits = max((match[2] for match in forms if match[1] == stem and match[2].startswith("0")), key=len, default="")
    number = max(map(int, taken), default=0) + 1
    return f"{stem}{number:0{max(1, len(digits))}d}"


def _home(collection: str) -> str:
    return "milestones.yaml" if collection == "milestones" else "pilot.yaml"


def add_item(
    desk: Desk, collection: str, letter: str, fields: dict[str, Value], meaning: str, identifier: str | None = None
) -> str:
    """Append a new object, by default with the next id, to a list of the pilot; fields without a value are left out."""
    identifier = identifier or next_id(desk, collection, letter)
    given = {name: value for name, value in fields.items() if value is not None and value != []}
    name = "outcomes.yaml" if collection in ("indicators", "practices") else _home(collection)
    desk.append(name, (collection,), {"id": identifier, **given}, f"{identifier} {meaning}")
    return identifier


def refuse_recorded(desk: Desk, name: str, path: FieldPath, what: str, *, force: bool) -> None:
    """Refuse to write over a fact that is on the books.

    Raises:
        UsageProblem: it is recorded, and `force` was not given.
    """
    node = desk.file(name).data
    for step in path:
        node = node.get(step, "") if isinstance(node, dict) else node[step]
    if node and not force:
        place = f"pilots/{desk.folder}/{name}:{desk.file(name).line(path)}"
        seen = node if isinstance(node, str) else ", ".join(f"{key} {value}" for key, value in node.items())
        raise UsageProblem(
            f"{what} is recorded already: {seen} ({place}); nothing was written\n"
            "  help: a fact once recorded stays; --force corrects it, and validate --base tells the correction (C02)"
        )


def read_value(option: str, reader: Callable[[object], Value], text: str | None) -> Value:
    """An option's text read as the field would read it; None stays None.

    Raises:
        UsageProblem: it can't be read; with the value that was probably meant.
    """
    if text is None:
        return None
    try:
        return reader(text)
    except PydanticCustomError as problem:
        context = problem.context or {}
        values = {key: value for key, value in context.items() if key not in ("help", "template")}
        advice = str(context.get("help", "")).format_map(defaultdict(lambda: "…", values))
        raise UsageProblem(f"--{option}: {problem.message()}\n  help: {advice or 'see --help'}") from None


def texts(given: Sequence[str] | None, allowed: Sequence[str]) -> dict[str, Value]:
    """Texts by field from `steps.zh=…` and `steps=…`.

    Raises:
        UsageProblem: another form, or a field that is not one of those allowed.
    """
    found: dict[str, Value] = {}
    for item in given or ():
        place, equals, words = item.partition("=")
        name, dot, language = place.partition(".")
        if not equals or name not in allowed or (dot and language not in ("zh", "en")):
            form = f"write such as {allowed[0]}.zh=TEXT; fields: {', '.join(allowed)}"
            raise UsageProblem(f"--text {item} is not understood\n  help: {form}")
        if isinstance(found.get(name, {} if dot else None), str) or (not dot and name in found):
            raise UsageProblem(f"--text gives {name} twice\n  help: give it once, or once in each language")
        found[name] = {**found.get(name, {}), language: words} if dot else words
    return found
