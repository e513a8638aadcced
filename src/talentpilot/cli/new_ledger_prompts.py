"""Prompts of `talentpilot init`: ask for what the options left out."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from talentpilot.cli.prompts import ask, ask_organization, day_answer
from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import Translator, message
from talentpilot.model.dates import parse_day
from talentpilot.model.programme import Organization
from talentpilot.services.new_ledger import (
    TITLE,
    NewLedgerRequest,
    default_id,
    default_term,
    is_known_region,
    wrong_day,
)
from talentpilot.services.organizations import wrong_id, wrong_text


def ask_for_missing(
    request: NewLedgerRequest, folder: Path, today: date, say: Translator
) -> tuple[NewLedgerRequest, tuple[Organization, ...]]:
    """Ask on the terminal for what the request leaves out; Enter takes each question's default."""

    def text(option: str, label: str, default: str = "") -> str | None:
        given: str | None = getattr(request, option)
        return given or ask(say, say.text(label), lambda words: wrong_text(words) if words else None, default) or None

    def day(option: str, label: str, default: str = "", first: date = date.min) -> str | None:
        given: str | None = getattr(request, option)

        def wrong(words: str) -> Message | None:
            early = Message.of("{day} is before {first}", day=words, first=first)
            return wrong_day(words) or (early if parse_day(words) < first else None)

        return given or ask(say, say.text(label), lambda words: wrong(words) if words else None, default) or None

    request = replace(request, title_zh=text("title_zh", message("Title in Chinese"), TITLE.zh or ""))
    request = replace(request, title_en=text("title_en", message("Title in English"), TITLE.en or ""))
    request = replace(request, number=text("number", message("Number of the directive, Enter for none")))
    if request.number:
        request = replace(request, issuer=text("issuer", message("Issued by, Enter to skip")))
        request = replace(request, issued=day_answer(day("issued", message("Issued on, Enter to skip"))))
    request = replace(request, start=day_answer(day("start", message("First day"), str(default_term(today, None)[0]))))
    first = parse_day(request.start or str(today))
    request = replace(
        request, end=day_answer(day("end", message("Last day"), str(default_term(today, first)[1]), first))
    )
    request = replace(
        request, name=request.name or ask(say, say.text("Id of the programme"), wrong_id, default_id(folder))
    )
    return request, () if request.organizations else ask_organizations(say)


def ask_organizations(say: Translator) -> tuple[Organization, ...]:
    """Ask for organizations, one after the other, until Enter."""
    found: list[Organization] = []

    def wrong(text: str) -> Message | None:
        if any(item.id == text for item in found):
            return Message("{id} is registered already", {"id": text})
        return wrong_id(text) if text else None

    while True:
        first = message("Register your organization: its id, such as js-hrss; Enter to go on")
        another = message("Another id, such as js-hrss; Enter to go on")
        identifier = ask(say, say.text(another if found else first), wrong)
        if not identifier:
            return tuple(found)
        found.append(ask_organization(say, identifier, is_known_region, found[-1].region if found else ""))
