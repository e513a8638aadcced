"""Who writes to whom where nobody said so."""

from official.official import opened
from talentpilot.model.official_profile import BUILT_IN
from talentpilot.services.official.correspondence import NO_ADDRESS, AddressRequest, UsualAddress, correspond


def test_nobody_reports_to_themselves_unless_asked_to() -> None:
    """A keeper that issued the directive reports to an office that the ledger does not know."""
    programme = opened().programme.model_copy(update={"documents": None})
    office = programme.organization_name("yx-hrss", "zh")
    usual = UsualAddress("yx-hrss", office)
    assert correspond(NO_ADDRESS, programme, usual, BUILT_IN).to == ""
    assert correspond(AddressRequest(to=office), programme, usual, BUILT_IN).to == office
    assert correspond(AddressRequest(sender="yx-edu"), programme, usual, BUILT_IN).to == office
    assert correspond(NO_ADDRESS, programme, usual, BUILT_IN, to_units=True).to == office
