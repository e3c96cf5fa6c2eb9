"""Settings, addresses and the WSGI entry: the only place that wires adapters to contexts."""
