"""A local page on which a person reads the records of a batch beside their articles.

Nothing in the package imports it but the command line. What it keeps are labels in the form of the
gold files, so that a review can be scored and learned from.
"""
