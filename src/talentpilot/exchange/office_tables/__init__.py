"""Office tables (台账表): written as workbooks to print and as CSV."""
