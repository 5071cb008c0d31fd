"""Tables of recommendations as others write them: heads recognised by definition, every problem at its cell."""
