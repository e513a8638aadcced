from datetime import date
from fractions import Fraction

import pytest

from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import chinese_numeral, translator_for
from talentpilot.model.base import Language, Text
from talentpilot.model.periods import parse_period

ZH, EN = translator_for("zh"), translator_for("en")


def test_days_are_said_as_each_language_says_them() -> None:
    assert ZH.day(date(2026, 3, 31)) == "2026年3月31日"
    assert EN.day(date(2026, 3, 1)) == "1 March 2026"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2026Q3", "2026年第三季度", "Q3 2026"),
        ("2026H1", "2026年上半年", "first half of 2026"),
        ("2026H2", "2026年下半年", "second half of 2026"),
        ("2026-03", "2026年3月", "March 2026"),
        ("2026", "2026年", "2026"),
    ],
)
def test_periods_have_names(text: str, zh: str, en: str) -> None:
    period = parse_period(text)
    assert period is not None
    assert (ZH.period(period), EN.period(period)) == (zh, en)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Fraction(41), "41", "41"),
        (Fraction("84.25"), "84.25", "84.25"),
        (Fraction("1234.5"), "1234.5", "1,234.5"),
        (Fraction(12345), "12,345", "12,345"),
        (Fraction(1234567), "1,234,567", "1,234,567"),
        (Fraction("-0.5"), "−0.5", "−0.5"),
        (Fraction(0), "0", "0"),
        (Fraction(1, 3), "0.3", "0.3"),
    ],
)
def test_figures_print_as_stated_and_grouped_as_the_language_groups(value: Fraction, zh: str, en: str) -> None:
    assert (ZH.figure(value), EN.figure(value)) == (zh, en)


def test_computed_figures_have_one_decimal_and_never_a_negative_zero() -> None:
    assert EN.rate(Fraction(30)) == "30.0"
    assert EN.rate(Fraction(-1, 100)) == "0.0"
    assert EN.rate(Fraction(-215, 10)) == "−21.5"
    assert [EN.signed(Fraction(number)) for number in (2, -2, 0)] == ["+2.0", "−2.0", "0.0"]
    assert (ZH.points(Fraction(8)), EN.points(Fraction(8))) == ("8.0个百分点", "8.0 percentage points")


@pytest.mark.parametrize(("language", "mark"), [("zh", "（英文）"), ("en", " (zh)")])
def test_a_text_in_the_other_language_only_is_marked(language: Language, mark: str) -> None:
    say = translator_for(language)
    other = Text(en="Plan") if language == "zh" else Text(zh="方案")
    assert say.words(other) == f"{other.say(language)}{mark}"
    assert say.words(Text(plain="both")) == "both"
    assert say.words(Text(zh="方案", en="Plan")) == ("方案" if language == "zh" else "Plan")
    assert say.words(Text()) == ""


def test_headings_are_numbered_as_official_papers_number_them() -> None:
    assert [ZH.numeral(number) for number in (1, 10, 12, 21)] == ["一、", "十、", "十二、", "二十一、"]
    assert (ZH.numeral(3, 2), EN.numeral(3, 2), EN.numeral(3)) == ("（三）", "2.3 ", "3. ")
    assert chinese_numeral(20) == "二十"


def test_counting_takes_the_singular_for_one() -> None:
    assert EN.count("{n} pilot", "{n} pilots", 1) == "1 pilot"
    assert EN.count("{n} pilot", "{n} pilots", 0) == "0 pilots"
    assert ZH.count("{n} pilot", "{n} pilots", 2) == "2个试点"


def test_a_list_has_the_marks_of_its_language() -> None:
    one, several = Message.listed(["M1"]), Message.listed(["M1", "M2", "M3, M4"])
    assert (EN.said(several), ZH.said(several)) == ("M1, M2, M3, M4", "M1、M2、M3, M4")
    assert (EN.said(one), ZH.said(one), ZH.said(Message.listed([]))) == ("M1", "M1", "")
    assert ZH.said(Message.listed(["M1", "M2", "M3"], 2)) == "M1、M2、…"
    assert ZH.said(Message.listed(["M1", "M2"], 2)) == "M1、M2"
    assert ZH.said(Message.joined("; ", ["E1", several])) == "E1；M1、M2、M3, M4"
    assert str(several) == "M1, M2, M3, M4"


def test_codes_become_words_and_unknown_codes_stand_for_themselves() -> None:
    assert (ZH.term("amber", "light"), EN.term(None, "light"), EN.term("odd", "light")) == ("滞后", "Closed", "odd")
