"""Messages for chats and mail: their limits, their splitting, and that nothing is sent."""

import json
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from conftest import Ran
from official.official import ROOT, opened
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Text
from talentpilot.services.agenda import Due, gather_due, pilots_due
from talentpilot.services.notices import FORMS, LIMITS, NoticeForm, notices

DUE = gather_due(opened(), PilotSelection(), 30)
ZH = translator_for("zh", "commands")
TITLES = {name: status.plan.title for name, status in pilots_due(opened(), DUE).items()}


def long_due(number: int, letters: int) -> Due:
    item = next(item for item in DUE.items if item.title is not None)
    items = tuple(replace(item, object=f"M{at}", title=Text(zh="题" * letters)) for at in range(number))
    return replace(DUE, items=items)


def counted(form: NoticeForm, body: str) -> int:
    return len((json.loads(body)["markdown"]["content"] if form == "wecom" else body).encode())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("letters", [10, 300, 5000])
def test_no_message_is_over_the_limit_of_its_service_and_no_item_is_lost(form: NoticeForm, letters: int) -> None:
    due = long_due(60, letters)
    found = notices(due, TITLES, "unit", form, ZH)
    assert all(counted(form, one.body) <= LIMITS[form] for one in found)
    whole = "".join(one.body for one in found)
    assert all(f"{number}. " in whole for number in range(1, 61))
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    if form == "text" and letters > 10:
        assert len(found) > 1
        assert f"(1/{len(found)})" in found[0].body


def test_one_message_a_unit_or_one_for_all() -> None:
    units = {item.owner for item in DUE.items}
    assert {one.unit for one in notices(DUE, TITLES, "unit", "text", ZH)} == units
    (whole,) = notices(DUE, TITLES, "all", "text", ZH)
    assert len(whole.body.splitlines()) == 1 + len(units)
    assert notices(replace(DUE, items=()), TITLES, "all", "text", ZH) == ()
    assert notices(replace(DUE, items=()), TITLES, "unit", "text", ZH) == ()


def test_a_body_is_what_the_service_takes() -> None:
    wecom = json.loads(notices(DUE, TITLES, "unit", "wecom", ZH)[0].body)
    assert wecom["msgtype"] == "markdown"
    assert "已逾期153天" in wecom["markdown"]["content"]
    dingtalk = json.loads(notices(DUE, TITLES, "unit", "dingtalk", ZH)[0].body)
    assert set(dingtalk["markdown"]) == {"title", "text"}
    mail = message_from_bytes(notices(DUE, TITLES, "unit", "mail", ZH)[0].body.encode(), policy=default)
    assert mail["Subject"].startswith("青岑市人力资源和社会保障局：逾期1项")
    assert notices(DUE, TITLES, "unit", "mail", ZH)[0].body.partition("\n\n")[0].isascii()
    assert "智能助学系统采购并部署" in mail.get_content()


def test_markup_in_a_title_mentions_nobody_and_makes_no_link() -> None:
    item = next(item for item in DUE.items if item.title is not None)
    bad = replace(item, title=Text(zh="**<@all>** [点我](http://a) `x`\u202e\n# 题"))
    forms: tuple[NoticeForm, ...] = ("wecom", "dingtalk")
    for form in forms:
        (one,) = notices(replace(DUE, items=(bad,)), TITLES, "unit", form, ZH)
        said = json.loads(one.body)["markdown"]
        text = (said.get("content") or said["text"]).split("**", 2)[2]
        assert not set("<>[]*`#\u202e") & set(text.replace("\n> ", "\n"))


@pytest.mark.slow
def test_the_command_prints_one_body_a_line_or_writes_files(tmp_path: Path, run: Callable[..., Ran]) -> None:
    command = ["--root", ROOT, "--as-of", "2026-09-30", "--lang", "zh", "due", "--notice", "unit"]
    printed = run(*command, "--format", "wecom")
    assert printed.code == 0
    bodies = [json.loads(line) for line in printed.out.splitlines()]
    assert len(bodies) == len({item.owner for item in DUE.items})
    written = run(*command, "--format", "mail", "-o", tmp_path)
    assert written.code == 0
    assert len(list(tmp_path.glob("notice-*.eml"))) == len(bodies)
    assert run(*command, "--format", "csv").code == 2
    alone = run("--root", ROOT, "due", "--format", "wecom")
    assert alone.code == 2
    assert "--notice" in alone.err
