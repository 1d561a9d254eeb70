"""The documentation as a site: the pages of the checkout, and a reference made from the code, the queries and the ontology."""
