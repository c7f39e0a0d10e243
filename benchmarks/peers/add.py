"""Cost of one small operator: adding two 4x4 matrices without gradients."""
import torch
from rounds import arguments, per_call, serve

options = arguments()
left, right = torch.rand(4, 4), torch.rand(4, 4)
calls = 20_000 if options.quick else 300_000


def round_():
    with torch.no_grad():
        return {"seconds": per_call(lambda: left + right, calls)}


serve(round_)
