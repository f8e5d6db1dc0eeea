"""What tests hold in their hands: a town, phones, keys."""
