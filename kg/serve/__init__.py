"""The HTTP server: the SPARQL 1.1 Protocol and the explorer, read-only, answered by worker processes that can be killed."""
