"""Office tables (台账表): the rows of each, which workbooks, CSV and the annexes of documents share."""
