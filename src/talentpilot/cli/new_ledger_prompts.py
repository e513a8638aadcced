"""Prompts of `talentpilot init`: ask for what the options left out."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from talentpilot.cli.prompt_words import day_answer
from talentpilot.cli.prompts import ask, ask_organization
from talentpilot.diagnostics import Message
from talentpilot.model.programme import Organization
from talentpilot.services.days import parse_day
from talentpilot.services.new_ledger import (
    TITLE,
    NewLedgerRequest,
    default_id,
    default_term,
    is_known_region,
    wrong_day,
    wrong_text,
)
from talentpilot.services.organizations import wrong_id


def ask_for_missing(
    request: NewLedgerRequest, folder: Path, today: date
) -> tuple[NewLedgerRequest, tuple[Organization, ...]]:
    """Ask on the terminal for what the request leaves out; Enter takes each question's default."""

    def text(option: str, label: str, default: str = "") -> str | None:
        given: str | None = getattr(request, option)
        return given or ask(label, lambda words: wrong_text(words) if words else None, default) or None

    def day(option: str, label: str, default: str = "", first: date = date.min) -> str | None:
        given: str | None = getattr(request, option)

        def wrong(words: str) -> Message | None:
            early = Message.of("{day} is before {first}", day=words, first=first)
            return wrong_day(words) or (early if parse_day(words) < first else None)

        return given or ask(label, lambda words: wrong(words) if words else None, default) or None

    request = replace(request, title_zh=text("title_zh", "Title in Chinese 中文标题", TITLE.zh or ""))
    request = replace(request, title_en=text("title_en", "Title in English 英文标题", TITLE.en or ""))
    request = replace(request, number=text("number", "Number of the directive, Enter for none 依据文件的发文字号"))
    if request.number:
        request = replace(request, issuer=text("issuer", "Issued by, Enter to skip 发文机关"))
        request = replace(request, issued=day_answer(day("issued", "Issued on, Enter to skip 发文日期")))
    request = replace(request, start=day_answer(day("start", "First day 起始日", str(default_term(today, None)[0]))))
    first = parse_day(request.start or str(today))
    request = replace(request, end=day_answer(day("end", "Last day 截止日", str(default_term(today, first)[1]), first)))
    request = replace(request, name=request.name or ask("Id of the programme 项目编号", wrong_id, default_id(folder)))
    return request, () if request.organizations else ask_organizations()


def ask_organizations() -> tuple[Organization, ...]:
    """Ask for organizations, one after the other, until Enter."""
    found: list[Organization] = []

    def wrong(text: str) -> Message | None:
        if any(item.id == text for item in found):
            return Message("{id} is registered already", {"id": text})
        return wrong_id(text) if text else None

    while True:
        another = "Another" if found else "Register your organization: its"
        identifier = ask(f"{another} id, such as js-hrss; Enter to go on 登记单位（编号）", wrong)
        if not identifier:
            return tuple(found)
        found.append(ask_organization(identifier, is_known_region, found[-1].region if found else ""))
