"""All presentation outside the web: text for people, JSON, Markdown. Nothing else prints."""
