"""Approved facts, append-only and superseding, and the roll-ups made of them."""
