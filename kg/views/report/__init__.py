"""The pages of the report: frozen entries in, HTML out."""
