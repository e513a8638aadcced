"""What leaves the ledger for other programs, and comes back: calendars."""
