"""Family F: whether a file is text, YAML and the right file. Most of these arise while a file is read."""

from collections.abc import Iterator

from talentpilot.diagnostics import Severity
from talentpilot.model.scalars import FILE_ID
from talentpilot.rules.contexts import PILOT, PilotContext
from talentpilot.rules.rule import Finding, pilot_rule, reading_rule

NOT_UTF8 = reading_rule(
    "F01", "not-utf8", Severity.ERROR, """A file is not UTF-8; its likely encoding is named.

    Office programs on Chinese systems save as GB18030 or UTF-16. Read as something else, names turn into other
    characters, and nobody notices until a report is printed. A file that the system does not allow to be read is
    reported here too.

    Bad:
        # catalogue.yaml, in gb18030
        schema: talentpilot/catalogue/1
        domains:
          - id: titles
            zh: 职称和职业资格
            tasks:
              - {id: titles-integrity, zh: 诚信档案}

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        domains:
          - id: titles
            zh: 职称和职业资格
            tasks:
              - {id: titles-integrity, zh: 诚信档案}
    """,
)  # fmt: skip

BYTE_ORDER_MARK = reading_rule(
    "F02", "byte-order-mark", Severity.WARNING,
    """A file begins with a byte-order mark.

    Notepad and Excel write it before the first character, where nobody sees it; other programs then take it
    for part of the first word. The file is read all the same; saving it as UTF-8 without BOM removes the mark.

    Bad:
        # catalogue.yaml, with bom
        schema: talentpilot/catalogue/1
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}
    """,
)  # fmt: skip

NOT_YAML = reading_rule(
    "F03", "not-yaml", Severity.ERROR,
    """The text is not YAML: a tab, a full-width colon, an unquoted ": "; or it is too deep or too large.

    The file can't be read until this is corrected, so the pilot appears in no figure. The advice names the line that is
    most likely to blame; it is often the one above the place where the reading stopped. A field or a dash indented so
    far that YAML takes it for more of the text above is refused as well; then only the item around it is left out.

    Bad:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        source: Note: the list is not complete
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        source: "Note: the list is not complete"
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}
    """,
)  # fmt: skip

DUPLICATE_KEY = reading_rule(
    "F04", "duplicate-key", Severity.ERROR,
    """A mapping has the same key twice.

    Most programs silently keep the last one, so that correcting a date in the first line changes nothing. The tool
    never guesses which one is meant: the item around them is left out until one is removed.

    Bad:
        # milestones.yaml, whole
        schema: talentpilot/milestones/1
        milestones:
          - {id: M1, title: Plan issued, owner: yx-hrss, due: 2025-12-31, due: 2026-01-31}
          - {id: M2, title: Rules issued, owner: yx-hrss, due: 2026-01-31}
          - {id: M3, title: Trial run, owner: nj-hrss, due: 2026-02-28}
          - {id: M4, title: Full run, owner: nj-hrss, due: 2026-08-31}
          - {id: M5, title: Summary, owner: yx-hrss, due: 2027-01-31}

    Good:
        # milestones.yaml, whole
        schema: talentpilot/milestones/1
        milestones:
          - {id: M1, title: Plan issued, owner: yx-hrss, due: 2025-12-31}
          - {id: M2, title: Rules issued, owner: yx-hrss, due: 2026-01-31}
          - {id: M3, title: Trial run, owner: nj-hrss, due: 2026-02-28}
          - {id: M4, title: Full run, owner: nj-hrss, due: 2026-08-31}
          - {id: M5, title: Summary, owner: yx-hrss, due: 2027-01-31}
    """,
)  # fmt: skip

NO_FIELDS = reading_rule(
    "F05", "no-fields", Severity.ERROR,
    """A file is empty, holds several documents, or does not begin with fields.

    A file of the ledger is one mapping of fields. Of several documents only the first would count, and nobody would
    read the others.

    Bad:
        # catalogue.yaml, whole
        - titles-integrity
        - titles-standards

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}
    """,
)  # fmt: skip

WRONG_SCHEMA = reading_rule(
    "F06", "wrong-schema", Severity.ERROR,
    """`schema` is missing, unknown, or not the one of this file.

    The first line says by which edition of the format a file is to be read, so that ledgers written today can still be
    read in ten years. A file copied over another one is noticed here.

    Bad:
        # catalogue.yaml, whole
        schema: talentpilot/pilot/1
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}
    """,
)  # fmt: skip


@pilot_rule("F07", "misplaced-file", Severity.ERROR)
def misplaced_file(context: PilotContext) -> Iterator[Finding]:
    """A pilot's id is not its folder's name, a file is missing, or a YAML file is where none belongs.

    A pilot is found by its folder. A folder copied for a new pilot with the old id inside, or a `milestones (2).yaml`
    beside the real one, means that somebody recorded something that nobody reads.

    Bad:
        # pilot.yaml
        id: yx-titles-02

    Good:
        # pilot.yaml
        id: yx-titles-01
    """
    if context.pilot.file.id != context.pilot.id:
        help_ = "write id: {folder}, or rename the folder"
        if FILE_ID.fullmatch(context.pilot.id) is None:
            help_ = "{folder} can't be an id: delete the copy, or name the folder as a pilot is, such as {id}-b"
        yield Finding(
            PILOT, ("id",), "the id is {id}, the folder is {folder}",
            {"id": context.pilot.file.id, "folder": context.pilot.id}, help_,
        )  # fmt: skip


LOOKALIKE_CHARACTERS = reading_rule(
    "F08", "lookalike-characters", Severity.WARNING,
    """An id, a code, a date, a number or a document number has full-width or look-alike characters.

    `２０２６` and `2026` look alike on paper and are two different texts to every search. The value is read
    in its plain form; write it so. In prose such characters may stand.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, due: ２０２６-０６-３０}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2026-06-30}
    """,
)  # fmt: skip

ANCHOR_OR_TAG = reading_rule(
    "F09", "anchor-or-tag", Severity.ERROR,
    """An anchor, an alias, a merge key or a tag is used.

    With them a value is written elsewhere than where it is used, so that a line can no longer be understood by itself
    or shown as the source of a figure. Aliases within aliases can also fill a computer's memory.

    Bad:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        domains:
          - {id: titles, tasks: [{id: &task titles-integrity}]}

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}
    """,
)  # fmt: skip

INVISIBLE_CHARACTER = reading_rule(
    "F10", "invisible-character", Severity.WARNING,
    """A zero-width or bidirectional character stands in the text (`<U+200B>` below stands for it).

    Pasted from web pages and chat programs, such characters make two equal names different, and bidirectional
    ones can show a line in another order than it is read. A line separator (U+2028, U+2029, U+0085, lone CR)
    counts only in quotes; elsewhere it is F03.

    Bad:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        source: The list<U+200B> of the circular
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        source: The list of the circular
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}
    """,
)  # fmt: skip

MERGE_CONFLICT = reading_rule(
    "F11", "merge-conflict", Severity.ERROR,
    """A merge was left unfinished: the file contains git's conflict markers.

    Nothing else is reported for the file until somebody chooses between the two versions in it.

    Bad:
        # catalogue.yaml, whole
        domains:
        <<<<<<< HEAD
          - {id: titles, tasks: [{id: titles-integrity}]}
        =======
          - {id: titles, tasks: [{id: titles-standards}]}
        >>>>>>> bureau

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        domains:
          - {id: titles, tasks: [{id: titles-integrity}, {id: titles-standards}]}
    """,
)  # fmt: skip

MISLEADING_TEXT = reading_rule(
    "F12", "misleading-text", Severity.WARNING,
    """A value is read differently from how the file shows it: a `#`, a backslash or a missing comma changes it.

    To YAML a text ends where a space and `#` stand, and a backslash in double quotes begins a special character. The
    file shows one value, the tool reads another, and nobody notices until a report is printed. An ordinary comment,
    with a space and words after the `#`, is not meant here.

    Bad:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        source: Annex to circular #41
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}

    Good:
        # catalogue.yaml, whole
        schema: talentpilot/catalogue/1
        source: "Annex to circular #41"
        domains:
          - {id: titles, tasks: [{id: titles-integrity}]}
    """,
)  # fmt: skip
