"""Official documents (公文) of a ledger: what they hold, who writes to whom, and their files."""
