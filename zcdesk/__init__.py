"""zcdesk: closed professional-title review sessions (职称评审), offline."""

__version__ = "0.1.0"
