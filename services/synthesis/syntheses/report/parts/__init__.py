"""The parts of a report, one file each: from figures to sentences, tables and charts."""
