"""The bulletin: what was made public since the last one, as a document for page, PDF and e-mail."""
