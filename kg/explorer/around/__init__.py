"""The graph around any node, loaded as you go."""
