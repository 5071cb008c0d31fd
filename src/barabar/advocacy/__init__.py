"""Community issues, recommendations, practices, civil society's readings, campaigns."""
