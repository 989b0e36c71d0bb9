"""Memory: the session folder, its database, the ballot box and the audit chain."""
