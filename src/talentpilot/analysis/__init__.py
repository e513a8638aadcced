"""Pure answers about pilots: what a day's status, plan or figure is. The day is always an argument."""
