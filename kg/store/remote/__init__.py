"""A store on a server that speaks SPARQL 1.1: the same promises over query, update and Graph Store protocol."""
