"""What the verification of an issued report comes to."""

from dataclasses import dataclass
from typing import Literal

from talentpilot.report.differing import Difference
from talentpilot.report.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Files:
    """The files in the folder, beside those of the manifest: of `total`, some are not what or where they were."""

    total: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Every file is there as it was issued, and no other."""
        return not (self.changed or self.missing or self.extra)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Whether the books were found again, and where: `how` is revision, commit (named in `commit`), files or empty.

    `searched` commits were looked through; `lost` are the reports issued before that are not there as they were.
    """

    how: Literal["revision", "commit", "files", ""]
    commit: str | None
    searched: int
    shallow: bool
    lost: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """All that the report was made from is there as it was."""
        return bool(self.how) and not self.lost


@dataclass(frozen=True, slots=True)
class Deviation:
    """A template or a part of the program: its digest or version then, and now; None where there is none."""

    name: str
    then: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Outputs:
    """The report made again. `differing` are files that came out otherwise, or only then or only now; `figures` the
    numbers and texts among them, or None where they could not be compared; `unmade` says why nothing was made.
    """

    total: int
    differing: tuple[str, ...]
    figures: tuple[Difference, ...] | None
    unmade: str = ""

    @property
    def equal(self) -> bool:
        """Every file came out as it was issued, byte for byte."""
        return not self.unmade and not self.differing


@dataclass(frozen=True, slots=True)
class Verification:
    """An issued report, set beside its manifest and made again."""

    folder: str
    manifest: Manifest
    files: Files
    inputs: Inputs
    templates: tuple[Deviation, ...]
    versions: tuple[Deviation, ...]
    outputs: Outputs

    @property
    def equal(self) -> bool:
        """Nothing differs."""
        parts = (self.files.equal, self.inputs.equal, not self.templates, not self.versions, self.outputs.equal)
        return all(parts)

    @property
    def by_version(self) -> bool:
        """The files here are those that were issued; made again they differ, and only versions can be the reason."""
        alike = self.files.equal and self.inputs.equal and not self.templates
        return alike and bool(self.versions) and bool(self.outputs.differing)
