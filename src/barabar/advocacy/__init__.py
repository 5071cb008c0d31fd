"""Community issues and their ladder, practices, civil society's readings, advocacy projects and campaigns.

Takes institutions, plans and measures; leaves what communities raised, who answered, and what was learned. Who raised an
issue is not known here: the original words stand apart, the author holds a link of which only a hash is kept.
"""
