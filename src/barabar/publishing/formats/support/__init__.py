"""What several formats share: numbering, column widths, addresses, the typesetter, Word's XML."""
