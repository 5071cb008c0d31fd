"""Organisations, accounts, roles; who may do what, and why not."""
