"""Any table of the approved facts as a page: one model for the office and for the public site."""
