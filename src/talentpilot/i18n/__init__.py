"""The languages of the reports: one Chinese catalogue over English message ids, dates, periods, numbers."""
