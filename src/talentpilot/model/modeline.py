"""How a YAML editor finds the schema of a file: by a comment on its first line."""

SCHEMAS = "schemas"
"""The folder of a ledger in which the schemas lie."""
MARK = "# yaml-language-server: $schema="


def schema_path(kind: str) -> str:
    """Return where the schema of a kind of file lies below the ledger's root."""
    return f"{SCHEMAS}/{kind}.json"


def modeline(kind: str, path: str) -> str:
    """Return the first line of a file of that kind at `path` below the ledger's root."""
    return f"{MARK}{'../' * path.count('/')}{schema_path(kind)}\n"


def with_modeline(text: str, kind: str, path: str) -> str:
    """Return the text with its modeline, if it has none yet."""
    return text if text.startswith(MARK) else modeline(kind, path) + text
