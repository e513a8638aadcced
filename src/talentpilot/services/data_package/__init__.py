"""Data for analysts: which tables there are, and where the facts in them come from."""
