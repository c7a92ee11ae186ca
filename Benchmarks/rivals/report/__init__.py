"""What was measured, as JSON and as Markdown."""
