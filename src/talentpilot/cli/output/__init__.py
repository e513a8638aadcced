"""Results as text, ready to be printed: one module for each kind of result."""
