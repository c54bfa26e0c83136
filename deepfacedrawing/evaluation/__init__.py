"""How good are the faces? Measures, the protocol that takes them, and the report."""
