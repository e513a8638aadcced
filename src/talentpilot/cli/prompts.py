"""Prompts on the terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stdout

import typer

from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import Translator
from talentpilot.model.dates import clear_date
from talentpilot.model.programme import Organization
from talentpilot.model.starters import Choice
from talentpilot.services.organizations import (
    KINDS,
    Known,
    code_named,
    kind_code,
    names_in,
    organization,
    region_code,
    wrong_kind,
    wrong_name,
    wrong_region,
)


def day_answer(text: str | None) -> str | None:
    """Return a day as YYYY-MM-DD, and print it if it was typed in another form."""
    day = clear_date(text) if text else None
    return text if day is None else echoed(text or "", str(day))


def choice_answer(text: str, choices: Sequence[Choice]) -> str:
    """Return the id of a choice by its number in the list or by its name; anything else comes back unchanged."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1].id
    return code_named(text, {item.id: (item.name, *item.name.split(" ", 1)) for item in choices})


def echoed(typed: str, meant: str) -> str:
    """Print how an answer was understood, if that differs from what was typed."""
    if typed != meant:
        sys.stderr.write(f"  = {meant}\n")
    return meant


_BY_NAME = (
    (("人力资源和社会保障", "人社"), "hrss_department"),
    (("大学", "学院", "University", "College"), "university"),
    (("研究院", "研究所", "Institute"), "research_institute"),
    (("公司", "集团", "Group", "Ltd"), "enterprise"),
    (("协会", "学会", "Association"), "association"),
    (("人才工作", "人才局"), "talent_bureau"),
    (("中心", "学校", "园", "馆", "Centre", "Center"), "public_institution"),
    (("厅", "局", "委员会", "人民政府", "Department", "Bureau"), "government"),
)
"""Words in the name of an organization that suggest its kind, which is offered as the default answer."""


def ask(say: Translator, label: str, wrong: Callable[[str], Message | None] = lambda _: None, default: str = "") -> str:
    """Ask a question on the terminal until the answer is valid, and return it. Questions go to standard error."""
    while True:
        given: str = typer.prompt(label, default=default, show_default=bool(default), err=True)
        answer = given.strip()
        problem = wrong(answer)
        if problem is None:
            return answer
        sys.stderr.write(f"  {say.said(problem)}\n")


def ask_organization(say: Translator, identifier: str, known: Known, home: str = "") -> Organization:
    """Ask for what an organization of that id is; `home` is the region offered."""

    def wrong(name: str) -> Message | None:
        return wrong_name(name) if name else Message("a name is needed, in Chinese or in English")

    name = ask(say, "  " + say.text("{id}: name", id=identifier), wrong)
    zh, en = names_in(name)
    if zh is not None and en is None:
        label = "  " + say.text("name in English, Enter for none")
        en = ask(say, label, lambda text: wrong_name(text) if text else None) or None
    kinds = enumerate(KINDS.items(), 1)
    rows = (f"    {number:>2} {kind:<18} {said if say.language == 'zh' else ''}" for number, (kind, said) in kinds)
    sys.stderr.write("".join(f"{row.rstrip()}\n" for row in rows))
    label = "  " + say.text("kind, by number or word")
    kind = ask(say, label, lambda text: wrong_kind(_numbered(text)), _likely_kind(name))
    label = "  " + say.text("region, six digits")
    region = ask(say, label, lambda text: wrong_region(region_code(text), known), home)
    return organization(identifier, _numbered(kind), echoed(region, region_code(region)), zh, en)


def _numbered(text: str) -> str:
    """Return a kind by its number in the list or by its Chinese name."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    return list(KINDS)[number - 1] if 1 <= number <= len(KINDS) else kind_code(text)


def _likely_kind(name: str) -> str:
    return next((kind for words, kind in _BY_NAME if any(word in name for word in words)), "")


@contextmanager
def terminal_prompts() -> Iterator[None]:
    """Ask questions inside.

    Raises:
        KeyboardInterrupt: the person gave up (Ctrl-C, Ctrl-D).
    """
    # typer leaves the last character of a question to stdout, which may be a file.
    aside = nullcontext() if sys.stdout.isatty() else redirect_stdout(sys.stderr)
    try:
        with aside:
            yield
    except typer.Abort:
        raise KeyboardInterrupt from None
