"""Messages of Oracle OPERA Cloud (OHIP): profiles, reservations, stay history, business events."""
