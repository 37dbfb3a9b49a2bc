"""HTTP, without knowledge of any feature: checks before each endpoint, bodies, errors, descriptions."""
