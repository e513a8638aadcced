"""Returns (填报表): the workbook that a reporting unit fills in, written and read."""
