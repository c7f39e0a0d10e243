"""The Omniglot example's training in PyTorch: the same network, batches, augmentation, loss and optimizer.

As fast as plain PyTorch goes on a CPU: channels last, whole batches augmented by grid_sample, ReLU in place. bfloat16 is
torch.autocast. Pixels are random; the time does not depend on them.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F
from rounds import arguments, per_call, serve

options = arguments(lambda parser: parser.add_argument("--precision", choices=["float32", "bfloat16"], required=True))
SIDE = 32
GROUPS, CLASSES, DRAWERS = 4, 16, 4
TEMPERATURE = 0.1


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.around = None
        if stride > 1 or inputs != outputs:
            self.around = nn.Sequential(nn.AvgPool2d(stride), nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.around is None else self.around(x)), inplace=True)


network = nn.Sequential(
    nn.Conv2d(1, 32, 5, 2, 2, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True),
    Block(32, 32, 1), Block(32, 64, 2), Block(64, 64, 1), Block(64, 128, 2), Block(128, 128, 1),
    nn.Flatten(), nn.Linear(2048, 256), nn.BatchNorm1d(256)).to(memory_format=torch.channels_last)
decayed = [p for p in network.parameters() if p.dim() > 1]
others = [p for p in network.parameters() if p.dim() <= 1]
optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02}, {"params": others, "weight_decay": 0}], lr=6e-3)
drawings = torch.rand(7712, 20, SIDE, SIDE)


def batch():
    classes = torch.randperm(len(drawings))[:GROUPS * CLASSES]
    chosen = torch.rand(len(classes), 20).argsort(1)[:, :DRAWERS]
    images = drawings[classes[:, None], chosen].view(-1, 1, SIDE, SIDE)
    return images, classes.repeat_interleave(DRAWERS)


def evenly(count, reach):
    return (torch.rand(count) * 2 - 1) * reach


def warp(images):
    count = len(images)
    turn, shear = evenly(count, math.radians(15)), evenly(count, 0.3)
    width, height = torch.exp(evenly(count, 0.22)), torch.exp(evenly(count, 0.22))
    cos, sin = turn.cos(), turn.sin()
    maps = torch.stack([
        torch.stack([cos / width + shear * sin, -sin / width + shear * cos, evenly(count, 0.15)], 1),
        torch.stack([sin / height, cos / height, evenly(count, 0.15)], 1)], 1)
    grid = F.affine_grid(maps, images.shape, align_corners=False)
    bend = F.interpolate(torch.randn(count, 2, 5, 5) * 0.04, size=(SIDE, SIDE), mode="bicubic", align_corners=True)
    return F.grid_sample(images, grid + bend.permute(0, 2, 3, 1), mode="bicubic", align_corners=False)


def contrast(embeddings, labels):
    similarities = embeddings @ embeddings.t() / TEMPERATURE
    itself = torch.eye(len(labels), dtype=torch.bool)
    positive = (labels[:, None] == labels[None]) & ~itself
    log_shares = similarities - similarities.masked_fill(itself, -math.inf).logsumexp(1, keepdim=True)
    return -(log_shares.masked_fill(~positive, 0).sum(1) / positive.sum(1)).mean()


def step():
    images, labels = batch()
    images = warp(images).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.precision == "bfloat16"):
        embeddings = network(images)
    loss = contrast(F.normalize(embeddings.float()), labels)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()


network.train()
steps = 2 if options.quick else 20
serve(lambda: {"seconds": per_call(step, steps) / (GROUPS * CLASSES * DRAWERS)})
