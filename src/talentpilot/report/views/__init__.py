"""The content of reports as frozen, computed values, for templates and for JSON.

Views hold days, exact numbers, codes and texts of the ledger (`Text`); wording and rounding are the templates' part.
"""
