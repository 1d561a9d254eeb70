"""The explorer: a store and an address to a page, or to data, for people who write no SPARQL. It knows no server."""
