"""Data for analysts: one list of tables and columns makes the database, the CSV files and what describes them."""
