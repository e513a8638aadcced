"""Choose the language of the output, and name what could not be read."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from talentpilot.cli.options import MessageLanguage
from talentpilot.cli.session import terminal_language
from talentpilot.i18n.translator import Catalog, Translator, translator_for
from talentpilot.model.ledger import Unreadable

if TYPE_CHECKING:
    from talentpilot.services.validation.result import ValidateResult


def command_translator(asked: MessageLanguage | None, book: Catalog) -> Translator:
    """The translator for what that book holds."""
    if asked is None:
        return translator_for(terminal_language(), book)
    return translator_for("zh" if asked is MessageLanguage.ZH else "en", book)


def in_language(answer: "ValidateResult", asked: MessageLanguage | None) -> "ValidateResult":
    """The answer to `validate`, to be said in that language by the forms that people read."""
    return replace(answer, say=command_translator(asked, "findings"))


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
