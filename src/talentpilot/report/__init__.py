"""From frozen views to Markdown, and from finished Markdown and charts to every other form."""
