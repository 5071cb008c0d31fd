"""Barabar: from adopted plans to a published report in which every figure can be followed home."""

__version__ = "0.1.0"
