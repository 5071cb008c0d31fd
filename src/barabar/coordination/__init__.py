"""Bodies, meetings, decisions and commitments, visits, trainings."""
