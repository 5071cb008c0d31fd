"""Progress to target, budget execution, coverage: what the approved facts say. Never sees a draft."""
