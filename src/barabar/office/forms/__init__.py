"""What the office's pages ask for: fields, their names, and how a posted form becomes what an action takes."""
