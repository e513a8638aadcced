"""Edit a pilot's files as one transaction: open, change, check, commit."""
