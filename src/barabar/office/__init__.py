"""The staff's web: overview, plans, return forms, review desk, chase desk, report builder. Shows and asks; every write is an action of another room."""
