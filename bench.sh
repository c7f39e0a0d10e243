#!/usr/bin/env bash
# Runs the benchmarks, ours and peers side by side; installs the peers (Debian's PyTorch) and builds first.
#   ./bench.sh [NAME...] [--quick] [--threads N] [--data DIR] [--pml DIR] [--json FILE]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

set_up
apt_install "the benchmarks' peers" python3-torch python3-torchvision python3-pil ||
  /usr/bin/python3 -c 'import torch, torchvision, PIL' 2>/dev/null ||
  fail "the peers are missing and this is not a Debian system: let /usr/bin/python3 have torch, torchvision and PIL."
for argument in "$@"; do
  case "$argument" in --pml | --pml=*)
    apt_install "pytorch-metric-learning" python3-tqdm || /usr/bin/python3 -c 'import tqdm' 2>/dev/null ||
      fail "pytorch-metric-learning needs tqdm and this is not a Debian system: let /usr/bin/python3 have tqdm." ;;
  esac
done
choose_openblas
build "$root/benchmarks"
exec dotnet "$program" "$@"
