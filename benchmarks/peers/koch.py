"""A training step of Koch's network: pairs of 105x105 images, weighted L1 distance, binary cross-entropy, Adam."""
import torch
from torch import nn
from torch.nn import functional as F
from rounds import arguments, per_call, serve


def more(parser):
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--pairs", type=int, required=True)
    parser.add_argument("--calls", type=int, required=True)


options = arguments(more)
if options.device == "cuda":
    torch.backends.cudnn.benchmark = False      # as in the library: libtorch's default
twin = nn.Sequential(
    nn.Conv2d(1, 64, 10), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(64, 128, 7), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(128, 128, 4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(128, 256, 4), nn.ReLU(), nn.Flatten(), nn.Linear(9216, 4096), nn.Sigmoid())
head = nn.Linear(4096, 1)
twin.to(options.device)
head.to(options.device)
optimizer = torch.optim.Adam([*twin.parameters(), *head.parameters()], lr=6e-5)
images = torch.rand(2 * options.pairs, 1, 105, 105, device=options.device)
same = (torch.arange(options.pairs, device=options.device) % 2 == 0).float()


def step():
    optimizer.zero_grad()
    embeddings = twin(images)
    logits = head((embeddings[:options.pairs] - embeddings[options.pairs:]).abs()).squeeze(1)
    loss = F.binary_cross_entropy_with_logits(logits, same)
    loss.backward()
    optimizer.step()
    return loss.item()


serve(lambda: {"seconds": per_call(step, options.calls)}, f"PyTorch {torch.__version__}")
