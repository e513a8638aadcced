"""Who carries the pilot: rules P01, P02, P10, P11 and P15."""

from collections.abc import Iterator

from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.rules.cases import PILOT, PilotCase
from talentpilot.rules.regions import is_known, lies_in
from talentpilot.rules.rule import Finding, pilot_rule


@pilot_rule("P01", "lead-as-partner", Severity.ERROR)
def lead_as_partner(case: PilotCase) -> Iterator[Finding]:
    """The lead is listed as a partner as well.

    The lead answers for the pilot, a partner helps. Where one office is both, nobody helps.

    Bad:
        # pilot.yaml
        roles:
          partners: [yx-edu, yx-hrss]

    Good:
        # pilot.yaml
        roles:
          partners: [yx-edu]
    """
    for index, partner in enumerate(case.plan.partners):
        if partner == case.plan.lead:
            yield Finding(
                PILOT, _later_of_lead_and_partner(case, index),
                "{lead} is both lead and partner", {"lead": partner},
                "take {lead} out of the partners, or name another lead",
            )  # fmt: skip


def _later_of_lead_and_partner(case: PilotCase, index: int) -> FieldPath:
    """The partner, or the lead where a filing has set it after the partners."""
    lead_is_later = False
    for step in case.plan.steps:
        if step.change.path in ("roles/lead", "roles/partners"):
            lead_is_later = step.change.path == "roles/lead"
    return case.written("roles/lead") if lead_is_later else (*case.written("roles/partners"), index)


@pilot_rule("P02", "unfit-number-of-units", Severity.ERROR)
def unfit_number_of_units(case: PilotCase) -> Iterator[Finding]:
    """No unit carries the pilot (error), or more than the programme allows (warning).

    The directive gives each item to one or two units, so that what works can be told from what happened
    anyway. `rules.max_units` in programme.yaml holds the number.

    Bad:
        # pilot.yaml
        roles:
          units: []

    Good:
        # pilot.yaml
        roles:
          units: [nj-hrss]
    """
    number, limit = len(case.plan.units), case.programme.rules.max_units
    place = case.written("roles/units")
    if number == 0:
        message = "the pilot has no unit"
        yield Finding(
            PILOT,
            place,
            message,
            help="write units: [ … ] with the organization that carries the pilot out",
            on_key=True,
        )
    elif number > limit:
        yield Finding(
            PILOT, place, "the pilot has {number} units; the programme allows {limit}",
            {"number": str(number), "limit": str(limit)},
            "make partners of some, or raise rules.max_units in programme.yaml", severity=Severity.WARNING,
        )  # fmt: skip


@pilot_rule("P10", "unit-outside-region", Severity.WARNING)
def unit_outside_region(case: PilotCase) -> Iterator[Finding]:
    """A unit's region does not lie in the pilot's region.

    The pilot then counts for one region and happens in another. A region lies in another by its digits, or by
    the `parent` that programme.yaml gives it.

    Bad:
        # programme.yaml
        organizations:
          - {id: nj-hrss, region: 320100}

    Good:
        # programme.yaml
        organizations:
          - {id: nj-hrss, region: 990100}
    """
    region = case.pilot.file.region
    if not is_known(region, case.programme, case.unreadable_ids):
        return
    for index, unit in enumerate(case.plan.units):
        organization = case.programme.organization(unit)
        if organization is None or lies_in(organization.region, region, case.programme):
            continue
        if is_known(organization.region, case.programme, case.unreadable_ids):
            yield Finding(
                PILOT, (*case.written("roles/units"), index),
                "{unit} lies in {inner}, the pilot in {outer}",
                {"unit": unit, "inner": organization.region, "outer": region},
                "correct the region of the pilot or of the organization, or the unit",
            )  # fmt: skip


@pilot_rule("P11", "pilot-without-support", Severity.WARNING)
def pilot_without_support(case: PilotCase) -> Iterator[Finding]:
    """An approved pilot has neither a partner nor a guiding unit.

    The reform asks for work across departments. What stops a pilot mostly lies with an office that is not
    part of it.

    Bad:
        # pilot.yaml
        roles:
          partners: null

    Good:
        # pilot.yaml
        roles:
          partners: null
          guide: yx-edu
    """
    if case.approved and not case.plan.partners and case.plan.guide is None:
        yield Finding(
            PILOT, ("roles",), "the pilot has neither partners nor a guide",
            help="write partners: [ … ], those who help, or guide: the organization that guides", on_key=True,
        )  # fmt: skip


@pilot_rule("P15", "reporter-outside-pilot", Severity.ERROR)
def reporter_outside_pilot(case: PilotCase) -> Iterator[Finding]:
    """`roles.reporter` is neither the lead, nor a unit, nor a partner.

    The reporter hands in the returns of the pilot. An office that has no part in it can't answer for them.

    Bad:
        # pilot.yaml
        roles:
          reporter: yx-eval

    Good:
        # pilot.yaml
        roles:
          reporter: nj-hrss
    """
    reporter = case.pilot.file.roles.reporter
    if reporter is None or reporter in case.plan.members or case.programme.organization(reporter) is None:
        return
    yield Finding(
        PILOT, ("roles", "reporter"), "reporter {reporter} is neither lead, unit nor partner of this pilot",
        {"reporter": reporter}, "name one of them, or leave reporter out: then the lead reports",
    )  # fmt: skip


ROLE_RULES = (
    lead_as_partner,
    unfit_number_of_units,
    unit_outside_region,
    pilot_without_support,
    reporter_outside_pilot,
)
