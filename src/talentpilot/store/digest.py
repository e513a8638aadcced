"""The digest of a ledger's files: what a report was computed from, whatever git says."""

import hashlib
from collections.abc import Iterable

from talentpilot.store.tree import Tree


def input_digest(tree: Tree, folders: Iterable[str]) -> str:
    """`sha256:…` over path and content of every YAML file read, with LF line ends so that autocrlf breaks nothing."""
    digest = hashlib.sha256()
    for path in _paths(tree, folders):
        content = tree.read(path)
        if isinstance(content, bytes):
            inner = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
            digest.update(f"{path}\0{inner}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def _paths(tree: Tree, folders: Iterable[str]) -> list[str]:
    paths = ["catalogue.yaml", "programme.yaml"]
    for folder in folders:
        home = f"pilots/{folder}"
        paths += [f"{home}/{name}.yaml" for name in ("milestones", "outcomes", "pilot")]
        evaluations = tree.names(f"{home}/evaluations")
        paths += [f"{home}/evaluations/{name}" for name, is_folder in evaluations if not is_folder]
    return sorted(paths)
