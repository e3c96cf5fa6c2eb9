"""Messages of other systems: the address at which they come in, and the quarantine of those that wait for somebody."""
