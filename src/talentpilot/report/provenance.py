"""The origin of a report's figures: the revision of the ledger, the digest of its input, the program's version."""

from dataclasses import dataclass

from talentpilot.diagnostics import Message

SHOWN = 12
"""Number of digits that suffice to tell two digests or commits apart."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of a report's figures.

    `revision` is a commit, with `-dirty` if files differ from it, or None outside a repository; `inputs` is
    `sha256:…` over the ledger's files; `version` that of talentpilot; `trouble` is why the revision is unknown, if it
    is.
    """

    revision: str | None
    inputs: str
    version: str
    trouble: Message | None = None

    @property
    def short_revision(self) -> str | None:
        """The abbreviated commit, with its mark."""
        if self.revision is None:
            return None
        commit, dash, mark = self.revision.partition("-")
        return f"{commit[:SHOWN]}{dash}{mark}"

    @property
    def short_inputs(self) -> str:
        """The abbreviated digest."""
        return self.inputs.removeprefix("sha256:")[:SHOWN]
