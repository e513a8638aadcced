"""Where the figures of a report come from: the revision of the ledger, the digest of its input, the program."""

from dataclasses import dataclass

SHOWN = 12
"""Digits of a digest or a commit that are enough to tell two of them apart by eye."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """`revision` is a commit, with `-dirty` where files differ from it, or None outside a repository;
    `inputs` is `sha256:…` over the ledger's files; `version` that of talentpilot; `trouble` why the revision of a
    repository can't be told, else empty."""

    revision: str | None
    inputs: str
    version: str
    trouble: str = ""

    @property
    def short_revision(self) -> str | None:
        """The commit in few digits, with its mark."""
        if self.revision is None:
            return None
        commit, dash, mark = self.revision.partition("-")
        return f"{commit[:SHOWN]}{dash}{mark}"

    @property
    def short_inputs(self) -> str:
        """The digest in few digits."""
        return self.inputs.removeprefix("sha256:")[:SHOWN]
