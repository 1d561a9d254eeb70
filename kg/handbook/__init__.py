"""The ontology as a reader looks it up: flaws, instruments, rules, terms and functions as plain entries."""
