"""Read a ledger's git repository: revisions, history, earlier files."""
