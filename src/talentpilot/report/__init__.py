"""Render views of the ledger as Markdown, charts and every other format."""
