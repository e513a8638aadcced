"""Data for analysts: the tables, and the sources of the facts in them."""
