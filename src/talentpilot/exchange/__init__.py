"""Exchange with other programs: calendars, schemas, rating sheets."""
