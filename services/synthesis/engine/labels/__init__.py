"""Names for topics in any language, from the words people used, and statements that show what a topic is."""
