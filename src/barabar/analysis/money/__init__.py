"""Money in answers: two ledgers at every stage, execution, documents with their rests, checks, areas, gaps."""
