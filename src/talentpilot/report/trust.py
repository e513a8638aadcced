"""A ledger's own templates, and whether the user trusts them.

Whoever can write to a ledger can write its templates, and templates decide what a report says. So those that differ
from the built-in ones are used only after the user has trusted exactly these bytes.
"""

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import TemplateError
from talentpilot.i18n.translator import message
from talentpilot.report import templates

MOST_FILES = 1000
_IGNORED = message(
    "templates/ of the ledger holds {number} templates that you have not trusted; the built-in ones are used "
    "(talentpilot templates trust)"
)


@dataclass(frozen=True, slots=True)
class OwnTemplates:
    """The templates of a ledger that differ from the built-in ones, by name, and the digest of them all."""

    folder: Path
    names: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class TemplateTrust:
    """What a user trusts: folders of templates by their digest, or with `everything` whatever a ledger holds.

    `file` is where the digests are kept; a ledger that this file lies in could have brought it.
    """

    digests: frozenset[str] = frozenset()
    everything: bool = False
    file: Path | None = None

    def covers(self, own: OwnTemplates, root: Path) -> bool:
        """Return whether these templates of the ledger in `root` may be used."""
        brought = self.file is not None and self.file.resolve().is_relative_to(root.resolve())
        return self.everything or (own.digest in self.digests and not brought)

    def ignoring(self, own: OwnTemplates) -> Message:
        """Return what to tell the user where they are not used."""
        return Message.of(_IGNORED, number=len(own.names))


NO_TRUST = TemplateTrust()


def own_templates(root: Path) -> OwnTemplates | None:
    """Return the ledger's own templates; None where it has none or each is as built in.

    Raises:
        TemplateError: the folder or a file in it leads elsewhere, is too large, or can't be read.
    """
    folder = templates.own_folder(root)
    return templates_in(folder) if folder is not None else None


def templates_in(folder: Path) -> OwnTemplates | None:
    """Return the templates in a folder that differ from the built-in ones; None where there is none.

    Raises:
        TemplateError: a file leads elsewhere, is too large, or can't be read.
    """
    if folder.resolve() == templates.built_in().resolve():
        return None
    names, digest = [], hashlib.sha256()
    for name in _names(folder):
        content, built_in = templates.content_of(folder / name), templates.built_in() / name
        if not built_in.is_file() or built_in.read_bytes() != content:
            names.append(name)
            digest.update(f"{hashlib.sha256(content).hexdigest()} {name}\n".encode())
    return OwnTemplates(folder, tuple(names), f"sha256:{digest.hexdigest()}") if names else None


def _names(folder: Path) -> list[str]:
    """Return every name under which a template of the folder can be found, sorted."""
    found = [path.relative_to(folder).as_posix() for path in _files(folder)]
    if len(found) > MOST_FILES:
        raise TemplateError("{folder} holds more than {number} templates", folder=folder, number=MOST_FILES)
    return sorted(found)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that can be templates; links are none."""
    for path in folder.iterdir():
        kind = path.lstat().st_mode
        if stat.S_ISDIR(kind) and not path.name.startswith("."):
            yield from _files(path)
        elif stat.S_ISREG(kind) and templates.can_be_template(path.name):
            yield path
