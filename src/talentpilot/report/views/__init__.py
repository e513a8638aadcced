"""What reports show: frozen values, already computed, for templates and for machines alike.

Views hold days, exact numbers, codes and texts of the ledger (`Text`); wording and rounding are the templates' part.
"""
