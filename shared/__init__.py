"""The ground floor: the field's words, the records that cross between services, and the plumbing."""
