"""The rules of the trade: pure values in, values out."""
