"""The IRIs of the graph as addresses: a page for people, statements for programs."""
