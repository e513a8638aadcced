"""The outcome of `talentpilot fmt` as text."""

from collections.abc import Sequence

from talentpilot.i18n.translator import Translator, message
from talentpilot.services.formatting import FormattedFile


def formatted_text(files: Sequence[FormattedFile], say: Translator, *, writes: bool) -> str:
    """Return a line for each file that changes, and how many there are."""
    changed = [file for file in files if file.form.content != file.before]
    written = message("{n} of {files} files put into canonical form")
    told = written if writes else message("{n} of {files} files not in canonical form")
    lines = [f"{file.path}: {say.listed(map(say.said, file.form.done))}" for file in changed]
    return "".join(f"{line}\n" for line in [*lines, say.text(told, n=len(changed), files=len(files))])


def unreadable_text(files: Sequence[FormattedFile], say: Translator) -> str:
    """Return a line for each file that can't be put into canonical form, with the reason."""
    told = message("{file} can't be put into canonical form: {problem}")
    return "".join(
        f"talentpilot: {say.text(told, file=file.path, problem=say.said(file.form.problem))}\n"
        for file in files
        if file.form.problem is not None
    )
