"""precision@1 and MAP@R of labelled embeddings, each against all others, in plain PyTorch: a block of distances, topk of the largest R."""
import torch
from rounds import arguments, per_call, serve

options = arguments()
ROWS, DIMENSION, PER_CLASS = (400 if options.quick else 10_000), 256, 20
R = PER_CLASS - 1
labels = torch.arange(ROWS) % (ROWS // PER_CLASS)
embeddings = torch.randn(ROWS // PER_CLASS, DIMENSION)[labels] + 1.5 * torch.randn(ROWS, DIMENSION)


def figures():
    rows = torch.nn.functional.normalize(embeddings)
    first, average, block = 0, 0.0, 1000
    for start in range(0, ROWS, block):
        similar = rows[start:start + block] @ rows.t()
        own = torch.arange(len(similar))
        similar[own, start + own] = -2
        found = labels[similar.topk(R).indices] == labels[start:start + block, None]
        first += found[:, 0].sum().item()
        precision = found.cumsum(1) / torch.arange(1, R + 1)
        average += (precision * found).sum().item() / R
    return first / ROWS, average / ROWS


serve(lambda: {"seconds": per_call(figures, 1)})
