"""A guest planted with markers wherever a guest leaves a trace, and a search for the markers in everything stored."""
