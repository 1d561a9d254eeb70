"""Full-text search over titles, labels, notes and passages: an index beside the store, made of records or of the store itself."""
