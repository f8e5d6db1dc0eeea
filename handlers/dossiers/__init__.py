"""Dossiers on the phone: a flow declares its acts and words; its card and list are made of them."""
