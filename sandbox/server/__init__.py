"""All of it as one web application, who is let in, and how it is run."""
