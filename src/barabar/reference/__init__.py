"""Economies, territories, sectors, communities, periods, currencies, languages, text in several languages."""
