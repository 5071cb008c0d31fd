"""Survey runs and their estimates. Microdata never enter the database."""
