"""The public, read-only site: only released or approved facts, never drafts."""
