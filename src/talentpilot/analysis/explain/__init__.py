"""Explain where a figure comes from."""
