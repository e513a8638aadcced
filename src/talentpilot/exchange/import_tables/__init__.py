"""Sheets of old books: their cells, headings and rows, before anyone says what they mean."""
