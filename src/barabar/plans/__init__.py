"""Strategies, national and local plans: their tree of goals and measures, indicators, targets, budgets, adoption acts."""
