"""Documents that leave the chat: one value, shown on the phone, as .xlsx and as .docx."""
