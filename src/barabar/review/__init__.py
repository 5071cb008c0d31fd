"""The route of a return: remarks, decisions, consolidation, and the facts that approval makes."""
