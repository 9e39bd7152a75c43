"""Running the encoder, and the heads that judge pairs of a value and something else.

The encoder is a transformer in ONNX, run by onnxruntime on one thread. Each head is a perceptron
with one hidden layer over the value, the other thing, and how they stand to each other.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from extract.annotate import Article
from extract.errors import ModelError
from extract.linear import model_file
from extract.link.encoder.packs import Found, Ints, Pack, Statement, make_packs
from extract.link.encoder.pieces import pieces_of, vocabulary
from extract.link.encoder.standings import Standings, find_standings, rows
from extract.link.encoder.votes import Vote
from extract.link.seeds import Seed

if TYPE_CHECKING:  # the steps that make these listen to the encoder
    from extract.link.areas import Areas
    from extract.link.dates import Timeline

Floats = NDArray[np.float32]

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "kind": ("proportion", "change", "rate"),
    "status": ("observed", "target"),
    "bound": ("exact", "about", "at_least", "at_most"),
    "direction": ("up", "down"),
}
"""The labels of each attribute, in the order of the head's outputs."""
DISTANCES, SENTENCES = 26, 9
"""How many distances, and how many relations of sentences, the heads tell apart."""
_VALUE, _LEAD = 24, 7
_BACK, _AHEAD = -4, 2


def relations(pack: Pack, statement: Statement) -> tuple[Ints, Ints]:
    """How each token of a pack stands to a statement: its distance, and that of its sentence."""
    at = np.arange(len(pack.tokens))
    away = np.where(at < statement.first, at - statement.first, np.maximum(at - statement.last, 0))
    size = np.minimum((np.log2(np.abs(away) + 1.0) * 1.8).astype(np.int64), 11)
    distance = np.where(away < 0, size, size + 12)
    distance[statement.first : statement.last + 1] = _VALUE
    sentence = np.clip(pack.sentences - statement.sentence, _BACK, _AHEAD) - _BACK
    if statement.sentence != 0:
        sentence[pack.sentences == 0] = _LEAD
    return distance, sentence


def ends(found: Sequence[Found]) -> tuple[Ints, Ints]:
    """The first and the last token of each finding."""
    table = np.array(found, np.int64).reshape(-1, 3)
    return table[:, 1], table[:, 2]


@dataclass(frozen=True, slots=True)
class _Network:
    session: Any
    heads: Mapping[str, Floats]

    def read(self, pack: Pack) -> Floats:
        """The encoder's vector of each token of a pack: shape (tokens, width)."""
        feed = {"pieces": pack.pieces[None], "kinds": pack.kinds[None]}
        hidden: Floats = self.session.run(None, feed)[0][0]
        return hidden[pack.heads]

    def linear(self, name: str, x: Floats) -> Floats:
        """A linear layer by its name."""
        out: Floats = x @ self.heads[f"{name}.weight"].T + self.heads[f"{name}.bias"]
        return out


@lru_cache(maxsize=1)
def _network() -> _Network:
    import onnxruntime  # noqa: PLC0415 - only where an article is linked

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            model_file("encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        with np.load(io.BytesIO(model_file("encoder_heads.npz"))) as heads:
            return _Network(session, {n: heads[n].astype(np.float32) for n in heads.files})
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"the encoder cannot be read: {error}") from error


_AT_NETWORK = Lock()


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def forget_network() -> None:
    """Read the encoder anew: for training, where another one takes its place."""
    _network.cache_clear()
    vocabulary.cache_clear()
    pieces_of.cache_clear()


def read_votes(
    article: Article, seeds: Sequence[Seed], areas: Areas, line: Timeline
) -> dict[int, Vote]:
    """What the encoder says of each statement, by its number in `seeds`.

    A statement whose value does not fit into what can be read has none.
    """
    network = _network()
    standings = find_standings(article, areas, line)
    votes: dict[int, Vote] = {}
    # A second thread of the matrix library would cost more than it gains on matrices so small. The
    # limit holds for the process: threads take turns, so that each finds it as it was.
    with _AT_NETWORK, _threads().limit(limits=1, user_api="blas"):
        for pack in make_packs(article, seeds):
            reading = _Reading(network, pack, standings)
            for statement in pack.statements:
                votes[statement.number] = reading.vote(statement)
    return votes


class _Reading:
    """A pack with its vectors, and the share of each head that is the same for all statements."""

    def __init__(self, network: _Network, pack: Pack, standings: Standings) -> None:
        self.network, self.pack = network, pack
        self.tokens = network.read(pack)
        self.ends = {
            "place": ends(pack.places), "period": ends(pack.periods)
        }  # fmt: skip
        self.shares = {"word": network.linear("word.other", self.tokens)}
        self.both: dict[str, Floats] = {}
        stand = {
            "place": rows(standings.places, [i for i, _, _ in pack.places]),
            "period": rows(standings.periods, [i for i, _, _ in pack.periods]),
        }
        for name, (first, last) in self.ends.items():
            both = np.concatenate([self.tokens[first], self.tokens[last]], axis=1)
            weights = network.heads[f"{name}.standing.weight"]
            self.shares[name] = network.linear(f"{name}.other", both) + weights[stand[name]].sum(1)
            self.both[name] = both

    def vote(self, statement: Statement) -> Vote:
        """What the heads say of one statement."""
        network, pack = self.network, self.pack
        both = np.concatenate([self.tokens[statement.first], self.tokens[statement.last]])
        value = np.tanh(network.linear("value", both))
        near = relations(pack, statement)
        words = self._pairs("word", value, *near)[:, 0]
        words += self.tokens @ network.linear("word_product", value) / np.sqrt(len(value))
        places = self._chances("place", value, near)
        periods = self._chances("period", value, near)
        n, m = len(pack.places), len(pack.periods)
        return Vote(
            words=dict(zip(pack.tokens.tolist(), words.tolist(), strict=True)),
            places={i: p for (i, _, _), p in zip(pack.places, places, strict=False)},
            no_place=places[n], country=places[n + 1], place_elsewhere=places[n + 2],
            periods={i: p for (i, _, _), p in zip(pack.periods, periods, strict=False)},
            no_period=periods[m], period_elsewhere=periods[m + 1],
            attributes=_attributes(network.linear("attributes", value)),
        )  # fmt: skip

    def _pairs(self, head: str, value: Floats, distance: Ints, sentence: Ints) -> Floats:
        heads = self.network.heads
        hidden = self.shares[head] + self.network.linear(f"{head}.value", value)
        hidden = hidden + heads[f"{head}.distance.weight"][distance]
        hidden += heads[f"{head}.sentence.weight"][sentence]
        return self.network.linear(f"{head}.out", np.maximum(hidden, 0))

    def _at(self, head: str, value: Floats, near: tuple[Ints, Ints]) -> Floats:
        first, _ = self.ends[head]
        return self._pairs(head, value, near[0][first], near[1][first])

    def _chances(self, head: str, value: Floats, near: tuple[Ints, Ints]) -> list[float]:
        """The chance of each mention, and of what is no mention."""
        beside = self.network.linear(f"{head}_beside", value)
        scores = self._at(head, value, near)[:, 0]
        both = self.both[head]
        scores += both @ self.network.linear(f"{head}_product", value) / np.sqrt(both.shape[1])
        return softmax(np.concatenate([scores, beside]))


def _attributes(scores: Floats) -> dict[str, dict[str, float]]:
    found, at = {}, 0
    for name, labels in ATTRIBUTES.items():
        chances = softmax(scores[at : at + len(labels)])
        found[name] = dict(zip(labels, chances, strict=True))
        at += len(labels)
    return found


def softmax(scores: Floats) -> list[float]:
    """Scores as chances that add up to one."""
    powers = np.exp(scores - scores.max())
    chances: list[float] = (powers / powers.sum()).tolist()
    return chances
