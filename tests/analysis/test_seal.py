"""The seal: canonical JSON and digests that only a change of the plan can move (`ledger.md` 9)."""

import hashlib
from pathlib import Path

from analysis.build import indicator, milestone, pilot
from talentpilot.analysis.seal import canonical_json, digest, digests_of, plan_part, seal_of
from talentpilot.model.ledger import Pilot


def test_a_milestone_is_sealed_by_its_plan_fields_alone() -> None:
    step = milestone("M1", "2026-01-31", "2026-01-20", evidence=["E1"], title={"zh": "步骤", "en": "Step"})
    assert canonical_json(plan_part(step)) == (
        '{"due":"2026-01-31","id":"M1","owner":"yx-hrss","title":{"en":"Step","zh":"步骤"},"weight":"1"}'
    )


def test_an_indicator_is_sealed_with_its_defaults_filled_in() -> None:
    assert canonical_json(plan_part(indicator(target="90.50"))) == (
        '{"allow_over_100":false,"baseline":{"date":"2025-06-30","value":"0"},"direction":"increase",'
        '"frequency":"quarterly","id":"I1","key":false,"lag_days":"0","level":"outcome","reporting":"level",'
        '"target":{"date":"2027-06-30","value":"90.5"},"title":"Share","trajectory":"linear","unit":"items","weight":"1"}'
    )


def test_the_head_holds_what_was_agreed() -> None:
    text = (
        '{"lead":"yx-hrss","objective":"Better","region":"990000","task":"titles-integrity",'
        '"term":{"end":"2027-06-30","start":"2025-07-01"},"units":["nj-hrss"]}'
    )
    assert seal_of(pilot())["head"] == hashlib.sha256(text.encode()).hexdigest()[:32]


def test_writing_a_default_out_or_another_form_of_a_number_keeps_the_seal() -> None:
    plain = seal_of(pilot((milestone("M1", "2026-01-31"),), (indicator(target="90"),)))
    written = seal_of(
        pilot(
            (milestone("M1", "2026-01-31", weight="1.0"),),
            (indicator(target="90.0", key="false", trajectory="linear"),),
        )
    )
    assert plain == written


def test_a_moved_target_moves_its_own_part_and_no_other() -> None:
    before = seal_of(pilot((milestone("M1", "2026-01-31"),), (indicator(target="90"),)))
    after = seal_of(pilot((milestone("M1", "2026-01-31"),), (indicator(target="85"),)))
    assert {part for part in before if before[part] != after[part]} == {"I1"}


def test_what_was_recorded_or_added_later_is_not_sealed() -> None:
    steps = (milestone("M1", "2026-01-31"), milestone("M2", "2026-05-31", added="A1"))
    assert set(seal_of(pilot(steps))) == {"head", "M1"}


def test_the_seal_written_in_the_sound_ledger_is_its_own(sound_pilot: Pilot) -> None:
    assert sound_pilot.file.approval is not None
    assert dict(sound_pilot.file.approval.seal) == seal_of(sound_pilot)


def test_the_canonical_form_needs_no_file(tmp_path: Path) -> None:
    assert canonical_json({"b": (), "a": {"c": None, "d": "é"}, "e": True}) == '{"a":{"d":"é"},"e":true}'
    assert not list(tmp_path.iterdir())


def test_a_seal_of_the_first_method_still_stands_for_the_same_plan_and_for_no_other() -> None:
    item = indicator(target="90")
    older = digest({name: value for name, value in plan_part(item).items() if name != "lag_days"})
    assert tuple(digests_of(item)) == (digest(plan_part(item)), older)
    assert seal_of(pilot((), (item,)), {"I1": older})["I1"] == older
    assert older not in digests_of(indicator(target="85"))
    assert older not in digests_of(indicator(target="90", lag_days="365"))


def test_a_completion_standard_is_plan_and_a_next_step_is_record() -> None:
    step = milestone("M1", "2026-01-31", standard="Signed", forecasts=[{"stated": "2026-01-05", "reason": "r"}])
    assert plan_part(step)["standard"].say("en") == "Signed"
    assert "forecasts" not in plan_part(step)
