"""Tell what was composed, as a page, a text and tables, in the reader's language."""
