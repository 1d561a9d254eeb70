"""Prose to facts with character offsets: text in, frozen values out; no RDF, no file, no clock."""
