"""Questions: named ones with forms, free ones in SPARQL, and what is shown of their answers."""
