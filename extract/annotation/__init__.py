"""Records and gold labels to annotation tools and back: Label Studio, spaCy's `DocBin`."""
