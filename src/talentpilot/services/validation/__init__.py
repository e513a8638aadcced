"""Check a ledger or a pilot against the rules."""
