"""The process: what platforms decide and do with what people said. One folder a concept, one list of kinds."""
