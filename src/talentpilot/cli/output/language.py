"""Choose the language of the output, and name what could not be read."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.base import Language
from talentpilot.model.ledger import Unreadable

if TYPE_CHECKING:
    from talentpilot.services.validation.result import ValidateResult


def in_language(answer: "ValidateResult", language: Language) -> "ValidateResult":
    """Return the result of `validate` with the language that the forms for people use."""
    return replace(answer, say=translator_for(language, "findings"))


_ENGLISH = translator_for("en", "commands")


def say_unreadable(items: Iterable[Unreadable], at: str = "", say: Translator = _ENGLISH) -> None:
    """One line an object, and which command lists the findings; `at` names a past state of the books."""
    some = False
    where = say.text(" at {revision}", revision=at) if at else ""
    for item in items:
        some = True
        told = say.text("{object} can't be read ({rule}) and is left out", object=item.object, rule=item.rule)
        sys.stderr.write(f"talentpilot: {item.path}{where}: {told}\n")
    if some:
        sys.stderr.write(f"  {say.text('help: talentpilot validate lists what is wrong')}\n")
