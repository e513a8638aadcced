"""Write rating sheets for evaluators and read the completed ones."""
