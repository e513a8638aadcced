"""Says on stderr what could not be read and was left out."""

import sys
from collections.abc import Iterable

from talentpilot.language.translator import Translator, translator
from talentpilot.model.ledger import Unreadable

_ENGLISH = translator("en", "commands")


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
