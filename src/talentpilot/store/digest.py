"""The digest of a ledger's files: what a report was computed from, whatever git says.

sha256 over one line for each YAML file that a ledger is read from, sorted by path: the path from the ledger's root, a
zero byte, the sha256 of the content (with LF line ends) in hexadecimal digits, a line end. Files that are not there,
and those that can't be read, have no line.
"""

import hashlib
from collections.abc import Callable, Iterable

from talentpilot.store.tree import Tree


def input_digest(tree: Tree, folders: Iterable[str]) -> str:
    """`sha256:…` over path and content of every YAML file read, with LF line ends so that autocrlf breaks nothing."""
    return combined((path, _inner(tree, path)) for path in input_paths(folders, tree.names))


def combined(files: Iterable[tuple[str, str | None]]) -> str:
    """The digest of files in the order of `input_paths`, each with that of its content; None for one without."""
    digest = hashlib.sha256()
    for path, inner in files:
        if inner is not None:
            digest.update(f"{path}\0{inner}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def input_paths(folders: Iterable[str], names: Callable[[str], tuple[tuple[str, bool], ...]]) -> list[str]:
    """The paths that count, sorted; `names` lists a folder."""
    paths = ["catalogue.yaml", "programme.yaml"]
    for folder in folders:
        home = f"pilots/{folder}"
        paths += [f"{home}/{name}.yaml" for name in ("milestones", "outcomes", "pilot")]
        paths += [f"{home}/evaluations/{name}" for name, is_folder in names(f"{home}/evaluations") if not is_folder]
    return sorted(paths)


def _inner(tree: Tree, path: str) -> str | None:
    content = tree.read(path)
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest() if isinstance(content, bytes) else None
