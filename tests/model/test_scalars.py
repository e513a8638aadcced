"""Coded values: what is read, what is refused, under which rule and with which advice."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from talentpilot.model import dates, scalars
from talentpilot.model.descriptions import field_called


@pytest.mark.parametrize(
    ("text", "rule", "meant"),
    [
        ("2026-02-30", "D01", None),
        ("2026-13-01", "D01", None),
        ("2026/2/30", "D01", None),
        ("soon", "D01", None),
        ("2026-03", "D01", None),
        ("2026", "D01", None),
        ("2026-W01-1", "D01", None),
        ("2026-6-1", "D02", "2026-06-01"),
        ("2026/6/1", "D02", "2026-06-01"),
        ("2026.06.01", "D02", "2026-06-01"),
        ("20260601", "D02", "2026-06-01"),
        ("2026年6月1日", "D02", "2026-06-01"),
        ("01/02/2026", "D03", None),
        ("1-2-26", "D03", None),
        ("26-03-01", "D03", None),
        ("46082", "D04", "2026-03-01"),
        ("2026-06-01T00:00:00", "D05", "2026-06-01"),
        ("2026-06-01 08:30", "D05", "2026-06-01"),
        ("2026-06-01Z", "D05", "2026-06-01"),
        ("2026-06-01+08:00", "D05", "2026-06-01"),
    ],
)
def test_a_date_in_another_form_is_refused_with_the_day_meant(text: str, rule: str, meant: str | None) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        dates.read_date(text)
    assert caught.value.type == rule
    assert (caught.value.context or {}).get("meant") == meant


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_calendar_day_is_read_as_itself(day: date) -> None:
    assert dates.read_date(day.isoformat()) == day


@given(st.text(max_size=24))
def test_whatever_stands_in_a_date_field_is_a_date_or_a_coded_fault(text: str) -> None:
    try:
        read = dates.read_date(text).isoformat()
    except PydanticCustomError as problem:
        rule: str | None = problem.type
    else:
        rule = None if read == text else "misread"
    assert rule in {None, "D01", "D02", "D03", "D04", "D05"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("41%", "41"),
        ("104天", "104"),
        ("3万", "30000"),
        ("1.5亿", "150000000"),
        ("1,200", "1200"),
        ("1，200", "1200"),
        ("约30", "30"),
        ("30余人次", "30"),
        ("三十", "30"),
        ("一百零五", "105"),
        ("两万三千", "23000"),
        ("百分之八十八点一", "88.1"),
        ("壹佰玖拾", "190"),
        ("十二点", "12"),
        ("三点五万", None),
        ("+5", "5"),
        ("１２．５", "12.5"),
        ("n/a", None),
        ("1e3", None),
        ("1_000", None),
        ("٣", None),
        ("", None),
    ],
)
def test_a_number_with_something_around_it_is_refused_with_the_number_meant(text: str, meant: str | None) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        scalars.read_number(text)
    assert caught.value.type == "I06"
    assert (caught.value.context or {}).get("meant") == meant


@pytest.mark.parametrize(("text", "meant", "scaled"), [("850万", "8500000", "850"), ("1.9亿元", "190000000", "19000")])
def test_a_number_in_wan_may_belong_to_a_unit_that_counts_in_wan(text: str, meant: str, scaled: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        scalars.read_number(text)
    values = caught.value.context or {}
    assert (values["meant"], values["scaled"]) == (meant, scaled)
    assert "counted in 万 it is {scaled}" in values["help"]


@pytest.mark.parametrize("text", ["无", "暂无", "—", "N/A"])
def test_a_word_for_no_value_is_told_from_zero(text: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        scalars.read_number(text)
    assert "take the item out" in (caught.value.context or {})["help"]


def test_a_whole_number_below_0_is_called_that() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        scalars.read_whole("-60")
    assert (caught.value.context or {})["template"] == "{value} is below 0"


@pytest.mark.parametrize("text", ["0", "010", "-3", "84.2", "123456789012345.123456789"])
def test_plain_decimals_are_read_exactly(text: str) -> None:
    assert scalars.read_number(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["1e99999999", "1234567890123456", "0.1234567890", "--1", "1.", ".5", "NaN", "Infinity"]
)
def test_a_number_that_could_hang_the_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        scalars.read_number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=9))
def test_digits_drop_nothing_but_trailing_zeros(number: Decimal) -> None:
    text = scalars.digits(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert text == "0" or not text.endswith(".")
    assert "." not in text or not text.endswith("0")


@given(st.text(max_size=12))
def test_the_meant_number_is_itself_a_plain_number(text: str) -> None:
    meant = scalars.meant_number(text)
    if meant is not None and len(meant) <= 15:
        assert scalars.read_number(meant) is not None


@pytest.mark.parametrize(
    ("reader", "text", "rule"),
    [
        (scalars.read_flag, "yes", "S03"),
        (scalars.read_flag, "True", "S03"),
        (scalars.read_whole, "1.5", "S03"),
        (scalars.read_weight, "0", "M06"),
        (scalars.read_weight, "heavy", "M06"),
        (scalars.read_rating, "4", "V01"),
        (scalars.read_evidence_level, "5", "V01"),
        (scalars.read_score, "4", "S04"),
        (scalars.read_inner_id, "m1", "S05"),
        (scalars.read_inner_id, "MILE1", "S05"),
        (scalars.read_file_id, "YX", "S05"),
        (scalars.read_file_id, "a", "S05"),
        (scalars.read_region, "90000", "S07"),
        (scalars.read_region, "Beijing", "S07"),
    ],
)
def test_each_kind_of_code_has_its_rule(reader: object, text: str, rule: str) -> None:
    assert callable(reader)
    with pytest.raises(PydanticCustomError) as caught:
        reader(text)
    assert caught.value.type == rule


def test_look_alike_characters_have_a_plain_form() -> None:
    assert scalars.plain_form("２０２６–０３—３１") == "2026-03-31"
    assert scalars.plain_form("“yx-hrss”") == "yx-hrss"
    assert scalars.plain_form("云人社函〔2025〕41号") == "云人社函〔2025〕41号"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("95.8823529411765", "at most 9 decimals, such as 95.882352941;"),
        ("-0.00000000005", "at most 9 decimals, such as 0;"),
        ("1.9999999999", "such as 2;"),
        ("1234567890123456", "at most 15 digits before the decimal point"),
        ("95.8823529411765%", "write the number alone, 95.882352941;"),
    ],
)
def test_a_number_too_long_is_offered_as_the_ledger_can_hold_it(text: str, words: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        scalars.read_number(text)
    values = caught.value.context or {}
    assert caught.value.type == "I06"
    assert words in str(values["help"]).format(**values)


def test_a_weight_too_long_is_offered_with_fewer_decimals() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        scalars.read_weight("0.33333333333")
    assert (caught.value.type, (caught.value.context or {})["meant"]) == ("M06", "0.333333333")


@given(
    st.text("0123456789.-%,万亿约三十百 ", min_size=1, max_size=40)
    | st.from_regex(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", fullmatch=True)
)
def test_the_number_offered_is_one_that_the_ledger_reads(text: str) -> None:
    meant = scalars.meant_number(text)
    assert meant is None or scalars.read_number(meant) == Decimal(meant)


@pytest.mark.parametrize(
    ("text", "advice"),
    [("三", "write 3"), ("10%", "write 10"), ("一半", "write a number above 0"), ("0", "write a number above 0")],
)
def test_the_weight_that_was_meant_is_offered(text: str, advice: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        scalars.read_weight(text)
    assert str((caught.value.context or {})["help"]).format_map(caught.value.context or {}).startswith(advice)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("牵头单位", ("lead",)), ("牵头", ("lead",)), ("单位", ()), ("卡点", ()), ("lead", ()), ("说明", ())],
)
def test_a_field_is_found_by_its_chinese_name(name: str, meant: tuple[str, ...]) -> None:
    assert field_called(name, ("lead", "units", "partners", "guide", "reporter")) == meant
