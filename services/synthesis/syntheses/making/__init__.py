"""Makes a synthesis's document from its inputs; each part of the document has a module of its own."""
