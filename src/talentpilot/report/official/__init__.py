"""Official documents (公文): their contents as blocks, and the forms made from the blocks."""
