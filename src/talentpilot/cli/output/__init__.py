"""How answers are printed: one file a form, each returning text."""
