"""Statistics of appraisal: numbers in, frozen values out; no RDF, no file, no clock."""
