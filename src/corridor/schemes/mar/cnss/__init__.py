"""Old-age pension of the Caisse nationale de sécurité sociale."""
