"""Papers that go out: a snapshot in, bytes out."""
