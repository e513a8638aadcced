"""What the program does, without a terminal: services take plain values and return results."""
