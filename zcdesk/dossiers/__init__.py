"""Papers that come in: the roster and the applicants' files."""
