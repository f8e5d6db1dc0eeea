"""What people read: sentences in their language, the terms of the trade, the words of forms."""
