"""Bodies with their members and mandates, events and meetings, conclusions and commitments.

Takes institutions, plans and measures; leaves records of who coordinates, what was discussed and what was promised.
Members and participants are institutions and offices, never names of persons.
"""
