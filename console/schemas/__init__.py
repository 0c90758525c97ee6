"""What goes in and out of the API: pydantic models, extra fields forbidden, one file a noun."""
