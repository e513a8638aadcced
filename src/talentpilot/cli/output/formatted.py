"""The outcome of `talentpilot fmt` as text."""

from collections.abc import Sequence

from talentpilot.services.formatting import FormattedFile


def formatted_text(files: Sequence[FormattedFile], *, writes: bool) -> str:
    """Return a line for each file that changes, and how many there are."""
    changed = [file for file in files if file.form.content != file.before]
    word = "put into" if writes else "not in"
    lines = [f"{file.path}: {', '.join(file.form.done)}" for file in changed]
    return "".join(f"{line}\n" for line in [*lines, f"{len(changed)} of {len(files)} files {word} canonical form"])


def unreadable_text(files: Sequence[FormattedFile]) -> str:
    """Return a line for each file that can't be put into canonical form, with the reason."""
    return "".join(
        f"talentpilot: {file.path} can't be put into canonical form: {file.form.problem}\n"
        for file in files
        if file.form.problem
    )
