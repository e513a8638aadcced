"""Rules on what stands twice: a value in one list, an organization under two ids."""

import unicodedata
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from talentpilot.diagnostics import Severity
from talentpilot.rules.contexts import PILOT, PilotContext, ProgrammeContext
from talentpilot.rules.fields import walk_pilot
from talentpilot.rules.rule import Finding, pilot_rule, programme_rule


def _is_list_of_words(name: str, info: FieldInfo) -> bool:
    del name
    of = get_args(info.annotation)[0] if get_origin(info.annotation) is tuple else None
    return str in (of, getattr(of, "__origin__", None))


@pilot_rule("S11", "listed-twice", Severity.WARNING)
def listed_twice(context: PilotContext) -> Iterator[Finding]:
    """A list names the same thing twice, or an organization is unit and partner of one pilot at once.

    Lists are counted and printed: two units, three papers. A line that was copied and never changed hides the one
    that was meant. P01 covers the lead among the partners.

    Bad:
        # pilot.yaml
        roles: {partners: [yx-edu, yx-edu]}

    Good:
        # pilot.yaml
        roles: {partners: [yx-edu]}
    """
    for file, path, values in walk_pilot(context, _is_list_of_words):
        yield from _twice(file, path, values)
    units = context.pilot.file.roles.units
    for index, partner in enumerate(context.pilot.file.roles.partners):
        if partner in units:
            yield Finding(
                PILOT, ("roles", "partners", index), "{value} is a unit of this pilot already", {"value": partner},
                "leave it among the units alone, and name the partner that was meant",
            )  # fmt: skip


def _twice(file: str, path: tuple[Any, ...], values: tuple[str, ...]) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding(
                file, (*path, index), "{value} stands in this list twice", {"value": value},
                "take one out, or write what was meant in its place",
            )  # fmt: skip


@programme_rule("X03", "one-name-two-ids", Severity.WARNING)
def one_name_two_ids(context: ProgrammeContext) -> Iterator[Finding]:
    """Two organizations that both exist have the same name.

    What the one does and what the other does is counted apart: support is summed twice, and a practice that a unit
    took over under its other id passes for replication. One that has ended (`until`) may leave its name to another.

    Bad:
        # programme.yaml
        organizations:
          - {id: yx-education, zh: 云溪省教育厅, kind: government, region: "990000"}

    Good:
        # programme.yaml
        organizations:
          - {id: yx-education, zh: 云溪省教育考试院, kind: public_institution, region: "990000"}
    """
    known: dict[str, str] = {}
    for index, item in enumerate(context.programme.organizations):
        if item.until is not None:
            continue
        for key, name in (("zh", item.zh), ("en", item.en)):
            if name is None:
                continue
            first = known.setdefault("".join(unicodedata.normalize("NFKC", name).casefold().split()), item.id)
            if first != item.id:
                yield Finding(
                    "programme.yaml", ("organizations", index, key), "{id} has the name of {other}, {name}",
                    {"id": item.id, "other": first, "name": name},
                    "keep one of the two ids, or name the department that was meant",
                )  # fmt: skip
                break


REPETITION_RULES = (listed_twice, one_name_two_ids)
