"""The circular and the list of practices: neutral order, no comparison, counts that add up."""

import random
import re
from dataclasses import replace
from datetime import date

from official.official import BANNED, EVERYTHING, SENDER, example, made, opened, own_sentences
from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.official.blocks import OfficialRows
from talentpilot.report.official.units import circular_document
from talentpilot.report.official.writing import Correspondence, PeriodWriting, units_of
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.services.official.documents import OfficialRequest
from talentpilot.services.reporting import gather_source

SOURCE = gather_source(opened(), EVERYTHING)[0]
CIRCULAR = example("circular").document


def rows(title: str, document: object = CIRCULAR) -> tuple[tuple[str, ...], ...]:
    (annex,) = [one for one in document.annexes if one.title == title]  # type: ignore[attr-defined]
    (found,) = [block for block in annex.blocks if isinstance(block, OfficialRows)]
    return found.rows


def test_units_stand_in_the_order_of_their_regions_whatever_the_order_of_the_ledger() -> None:
    leads = {item.id: item.region for item in SOURCE.programme.organizations}
    expected = sorted({status.plan.lead for status in SOURCE.statuses}, key=lambda lead: (leads[lead], lead))
    names = [SOURCE.names.organization(lead).say("zh") for lead in expected]
    assert [row[1] for row in rows("各单位情况表")] == names
    assert CIRCULAR.sender in names
    assert CIRCULAR.to == "、".join(name for name in names if name != CIRCULAR.sender)
    for seed in range(20):
        shuffled = list(SOURCE.statuses)
        random.Random(seed).shuffle(shuffled)
        mixed = replace(SOURCE, statuses=tuple(shuffled))
        assert [unit.name for unit in units_of(mixed, quarterly_view(mixed))] == names


def test_an_addressee_that_would_fill_the_first_page_becomes_the_kind_of_units() -> None:
    view = quarterly_view(SOURCE)
    writing = PeriodWriting(view, ProfileWords(), {})
    correspondence = Correspondence(CIRCULAR.sender, "", "", ())
    units = units_of(SOURCE, view)
    for letters, expected in ((9, "、".join(["云" * 9] * len(units))), (40, "各试点牵头单位")):
        named = tuple(replace(unit, name="云" * letters) for unit in units)
        assert circular_document(writing, named, correspondence).to == expected


def test_the_rows_of_the_units_add_up_to_the_text() -> None:
    body = "\n".join(CIRCULAR.texts())
    table = rows("各单位情况表")
    due, received, late = (sum(int(row[at]) for row in table) for at in (2, 3, 4))
    assert f"应报进展报告{due}份，按时报送{received - late}份，逾期报送{late}份" in body
    assert f"本季度完成里程碑{sum(int(row[6]) for row in table)}个" in body
    assert f"逾期的里程碑{sum(int(row[7]) for row in table)}个" in body


def test_no_sentence_ranks_or_compares() -> None:
    said = own_sentences(CIRCULAR)
    for word in (*BANNED, "排名", "第一名", "最好", "最差的", "倒数", "高于", "低于", "优于"):
        assert word not in said
    assert "暂停" in said


def test_a_long_circular_is_shortened_and_says_how() -> None:
    whole, short = example("circular"), made("circular", wanted=OfficialRequest(max_characters=900))
    assert short.length <= 900 < whole.length
    assert short.eased > 0


def test_the_list_of_practices_counts_by_domain_and_leaves_room_for_the_decision() -> None:
    document = example("practices").document
    table = rows("可复制推广经验清单", document)
    body = "\n".join(document.texts())
    assert f"成文经验做法{len(table)}项" in body
    counts = {name: int(number) for name, number in re.findall(r"([^：、\d]+)(\d+)项", body.split("按领域分")[1])}
    listed = [row[1] for row in table]
    assert counts == {name: listed.count(name) for name in dict.fromkeys(listed)}
    assert document.annex_lines == ("可复制推广经验清单",)
    assert {row[-1] for row in table} == {""}
    assert made("practices", wanted=SENDER).document == document


def test_dates_are_asked_for_that_come_after_the_day_of_the_circular() -> None:
    body = "\n".join(CIRCULAR.texts())
    asked = re.findall(r"(请?)([^；。\n]+?)于(\d+月\d+日)前完成", body.split("五、有关要求")[1])
    assert CIRCULAR.sender == "云溪省人力资源和社会保障厅"
    assert asked == [("", CIRCULAR.sender, "10月31日"), ("请", "南郊市人力资源和社会保障局", "10月31日")]
    late = replace(EVERYTHING, issued=date(2026, 11, 2))
    assert "10月31日前完成" not in "\n".join(made("circular", asked=late).document.texts())


def test_a_list_that_is_cut_names_the_annex_with_the_numbers_of_each_unit() -> None:
    body = "\n".join(CIRCULAR.texts())
    assert "等7项，各单位情况见附件1。" in body


def test_a_short_request_counts_what_is_missing_and_what_falls_due() -> None:
    early = replace(EVERYTHING, issued=date(2026, 10, 10))
    body = "\n".join(made("circular", asked=early, wanted=OfficialRequest(max_characters=750)).document.texts())
    assert re.search(r"请有关单位补报本季度进展报告[1-9]\d*份", body)
    assert "0个" not in body.split("五、有关要求")[1]
