"""One loss on random embeddings, forward and backward: pytorch-metric-learning from a checkout, else plain PyTorch.

The first line also tells the extra peak memory of the first call, after a small batch has loaded what has to be loaded.
"""
import sys
import time

import torch
import torch.nn.functional as F

from rounds import answer, arguments, per_call


def more(parser):
    parser.add_argument("--case", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--pml", help="checkout of pytorch-metric-learning")


options = arguments(more)
MARGIN = 0.2


def with_pml(case):
    sys.path.insert(0, options.pml + "/src")
    from pytorch_metric_learning import losses, miners
    triplet = losses.TripletMarginLoss(margin=MARGIN)
    loss, miner = {
        "batch-all": (triplet, None),
        "semi-hard": (triplet, miners.TripletMarginMiner(margin=MARGIN, type_of_triplets="semihard")),
        "batch-hard": (triplet, miners.BatchHardMiner()),
        "multi-similarity": (losses.MultiSimilarityLoss(), miners.MultiSimilarityMiner()),
        "nt-xent": (losses.NTXentLoss(), None),
        "sup-con": (losses.SupConLoss(), None),
        "contrastive": (losses.ContrastiveLoss(), None),
    }[case]
    return lambda x, y: loss(x, y, miner(x, y) if miner else None)


def plain(case):
    def masks(y):
        same = y[:, None] == y[None, :]
        itself = torch.eye(len(y), dtype=torch.bool)
        return same & ~itself, ~same, itself

    def triplets(x, y, semi_hard):
        positive, negative, _ = masks(y)
        d = torch.cdist(F.normalize(x), F.normalize(x))
        gap = d[:, None, :] - d[:, :, None]
        valid = positive[:, :, None] & negative[:, None, :]
        if semi_hard:
            valid = valid & (gap > 0) & (gap <= MARGIN)
        cost = F.relu(MARGIN - gap)[valid]
        return cost.sum() / cost.gt(0).sum().clamp_min(1)

    def batch_hard(x, y):
        positive, negative, _ = masks(y)
        d = torch.cdist(F.normalize(x), F.normalize(x))
        near = d.masked_fill(~positive, -1).amax(1)
        far = d.masked_fill(~negative, 9).amin(1)
        cost = F.relu(near - far + MARGIN)
        return cost.sum() / cost.gt(0).sum().clamp_min(1)

    def multi_similarity(x, y):
        positive, negative, _ = masks(y)
        s = F.normalize(x) @ F.normalize(x).t()
        hardest = s.masked_fill(~negative, -9).amax(1, keepdim=True)
        easiest = s.masked_fill(~positive, 9).amin(1, keepdim=True)
        p, n = positive & (s - 0.1 < hardest), negative & (s + 0.1 > easiest)
        pull = torch.log1p((torch.exp(-2 * (s - 0.5)) * p).sum(1)) / 2
        push = torch.log1p((torch.exp(50 * (s - 0.5)) * n).sum(1)) / 50
        return (pull + push).mean()

    def nt_xent(x, y):
        positive, negative, _ = masks(y)
        s = F.normalize(x) @ F.normalize(x).t() / 0.07
        rest = s.masked_fill(~negative, -1e30).logsumexp(1, keepdim=True)
        return (torch.logaddexp(s, rest.expand_as(s)) - s)[positive].mean()

    def sup_con(x, y):
        positive, _, itself = masks(y)
        s = F.normalize(x) @ F.normalize(x).t() / 0.1
        log = s - s.masked_fill(itself, -1e30).logsumexp(1, keepdim=True)
        return -((log * positive).sum(1) / positive.sum(1)).mean()

    def contrastive(x, y):
        positive, negative, _ = masks(y)
        d = torch.cdist(F.normalize(x), F.normalize(x))
        pull, push = d[positive], F.relu(1 - d[negative])
        return pull.mean() + push.sum() / push.gt(0).sum().clamp_min(1)

    return {
        "batch-all": lambda x, y: triplets(x, y, False), "semi-hard": lambda x, y: triplets(x, y, True), "batch-hard": batch_hard,
        "multi-similarity": multi_similarity, "nt-xent": nt_xent, "sup-con": sup_con, "contrastive": contrastive,
    }[case]


def status(key):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))


def batch(rows):
    return torch.randn(rows, 128, requires_grad=True), torch.arange(rows) // 4


price = with_pml(options.case) if options.pml else plain(options.case)


def step(x, y):
    x.grad = None
    price(x, y).backward()


step(*batch(64))
x, y = batch(options.rows)
with open("/proc/self/clear_refs", "w") as reset:
    reset.write("5")   # the peak starts from here
before = status("VmRSS")
step(x, y)
memory = max(0, status("VmHWM") - before)
# What takes seconds has had its warm-up by now.
slow = options.case in ("batch-all", "semi-hard", "nt-xent")


def seconds():
    if not slow:
        return per_call(lambda: step(x, y), 1 if options.quick else 10)
    start = time.perf_counter()
    step(x, y)
    return time.perf_counter() - start


answer(peer="pytorch-metric-learning" if options.pml else "PyTorch " + torch.__version__, bytes=memory)
for _ in sys.stdin:
    answer(seconds=seconds())
