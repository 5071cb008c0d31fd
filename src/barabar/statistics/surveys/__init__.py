"""Survey estimation: designs, estimates with their uncertainty, gaps between populations, tests.

Plain NumPy and SciPy: no database, no clock, no hidden randomness. `docs/estimate.md` shows the API by example,
`docs/methods/surveys/` each method with a small example that can be checked by hand.
"""
