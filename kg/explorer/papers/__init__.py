"""The list of papers with facets, and papers side by side."""
