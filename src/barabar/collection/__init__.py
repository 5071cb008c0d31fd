"""Reporting cycles, requests to institutions, their returns, by web form or by workbook."""
