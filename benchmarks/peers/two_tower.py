"""A siamese training step: two towers with shared weights, 64 pairs of 28x28, contrastive loss, Adam."""
import torch
from torch import nn
from rounds import arguments, per_call, serve

options = arguments()
PAIRS = 64
tower = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1600, 128))
optimizer = torch.optim.Adam(tower.parameters(), lr=1e-3)
left, right = torch.rand(PAIRS, 1, 28, 28), torch.rand(PAIRS, 1, 28, 28)
same = torch.arange(PAIRS) % 2 == 0


def step():
    optimizer.zero_grad()
    squared = (tower(left) - tower(right)).square().sum(1)
    push = (1.0 - (squared + 1e-12).sqrt()).clamp_min(0).square()
    loss = torch.where(same, squared, push).mean() * 0.5
    loss.backward()
    optimizer.step()
    return loss.item()


calls = 10 if options.quick else 60
serve(lambda: {"seconds": per_call(step, calls)})
