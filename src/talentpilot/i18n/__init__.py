"""The languages of the program: a Chinese catalogue of the English messages; dates, periods and numbers in words."""
