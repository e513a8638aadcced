"""Data for analysts: the database, the CSV files and their description are made from one list of tables and columns."""
