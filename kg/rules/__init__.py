"""Rules: what follows from the statements of the sources, as candidates that name their rule, inputs and arithmetic."""
