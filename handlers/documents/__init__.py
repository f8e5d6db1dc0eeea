"""Documents that leave the chat: one value, as .xlsx and as .docx."""
