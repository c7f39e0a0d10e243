"""What every peer shares: the command line, and one timed round per line on standard input.

The benchmark program starts a peer once and asks for rounds in turn with its own, so that both sides see the same machine.
Each answer is a line of JSON; the first one says what the peer is.
"""
import argparse
import json
import sys
import time

import torch


def arguments(more=None):
    """more(parser) adds the options of one script."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--quick", action="store_true", help="smaller sizes, same code")
    parser.add_argument("--data", help="folder with the four idx files of MNIST")
    if more is not None:
        more(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    return options


def answer(**figures):
    print(json.dumps(figures), flush=True)


def serve(round_, peer="PyTorch " + torch.__version__):
    """round_() does the work once and returns the figures to report."""
    answer(peer=peer)
    for _ in sys.stdin:
        answer(**round_())


def per_call(work, calls):
    """Seconds per call, after a tenth as many calls to warm up."""
    for _ in range(max(1, calls // 10)):
        work()
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - start) / calls
