"""The read and exchange API (OpenAPI): the same answers as the pages, for machines."""
