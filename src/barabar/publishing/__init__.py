"""Releases: the report's document model, its sections, its formats, its charts, and the references that lead each figure home."""
