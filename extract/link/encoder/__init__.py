"""A small transformer that reads the sentences around the values and says what belongs to which.

It speaks beside the linear models of `extract.link`, which know the whole article; the linker
weighs both. `pieces` cuts syllables into the encoder's subwords, `packs` chooses what is read
together, `network` runs it, `votes` is what the linker gets, `mix` weighs.
"""

from extract.link.encoder.mix import SHARE, UNDATED, hopeful, weighed
from extract.link.encoder.network import read_votes
from extract.link.encoder.votes import Vote

__all__ = ["SHARE", "UNDATED", "Vote", "hopeful", "read_votes", "weighed"]
