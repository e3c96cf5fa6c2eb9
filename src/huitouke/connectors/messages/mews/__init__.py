"""Messages of the Mews Connector: customers, reservations, order items, bills, companies, papers, notes, web-hooks."""
