#!/usr/bin/env bash
# Tests, trains and measures on a CUDA device, and writes a page of results.
#   benchmarks/cuda.sh --data DIR [--out FILE] [--epochs N] [--device cuda|cpu] [--quick] [--programs DIR]
# DIR holds the folders mnist (four idx files) and omniglot (images_background.zip, images_evaluation.zip, all_runs.zip).
# The provider is Local on the PyTorch of the machine: TORCH_DIR names its torch package folder, else python3 is asked for it.
#   --out FILE       the page; benchmarks/results/DATE-cuda.md by default
#   --epochs N       epochs of 150,000 pairs for Koch's network; 20 by default
#   --device cpu     the same without a device, for a look at the script: hours, unless --quick
#   --quick          very small: shows that everything runs, measures nothing
#   --programs DIR   runs the programs that are built there already, and no tests
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

data='' out='' epochs=20 device=cuda quick='' programs=''
usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"; }
wrong() { printf 'error: %s\n' "$*" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case "$1" in
    --data | --out | --epochs | --device | --programs)
      [ $# -gt 1 ] || wrong "$1 needs a value."
      declare "${1#--}=$2"; shift 2 ;;
    --quick) quick=1; shift ;;
    -h | --help) usage; exit 0 ;;
    *) wrong "there is no option '$1'; --help lists them." ;;
  esac
done
case "$device" in cuda | cpu) ;; *) wrong "--device needs cuda or cpu, got '$device'." ;; esac
case "$epochs" in '' | *[!0-9]* | 0) wrong "--epochs needs a number of 1 or more, got '$epochs'." ;; esac
[ -d "$data/mnist" ] && [ -d "$data/omniglot" ] || wrong "--data needs a folder with the folders mnist and omniglot, got '$data'."
if [ "$device" = cuda ]; then
  command -v nvidia-smi >/dev/null && nvidia-smi >/dev/null 2>&1 ||
    { printf 'error: no CUDA device is to be seen (nvidia-smi). --device cpu --quick runs the script without one.\n' >&2; exit 1; }
fi

export PEER_PYTHON="${PEER_PYTHON:-$(command -v python3 || true)}"
if [ -n "$programs" ]; then
  [ -f "$programs/Koch.dll" ] || wrong "--programs needs a folder with Koch.dll, Mnist.dll and Benchmarks.dll, got '$programs'."
  root="$(dirname "$here")"
else
  if [ -z "${TORCH_DIR:-}" ]; then
    TORCH_DIR="$("$PEER_PYTHON" -c 'import torch; print(torch.__path__[0])' 2>/dev/null)" ||
      { printf 'error: python3 has no torch here; TORCH_DIR has to name the torch package folder of a PyTorch with CUDA.\n' >&2; exit 1; }
    # A distribution's torch keeps its headers elsewhere; the build finds those by itself.
    if [ -e "$TORCH_DIR/include/ATen/ATen.h" ]; then export TORCH_DIR; else unset TORCH_DIR; fi
  fi
  export TorchProvider=Local
  source "$here/../setup.sh"
  set_up
fi

page="${out:-$here/results/$(date +%F)-cuda.md}"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
say_step() { printf '== %s\n' "$*" >&2; }

# program NAME FOLDER ARGUMENTS...: runs it, its output in the page and on standard error.
run_program() {
  local name="$1" folder="$2" dll shown
  shift 2
  if [ -n "$programs" ]; then dll="$programs/$name.dll"; else build "$root/$folder"; dll="$program"; fi
  shown="${*//"$scratch/"/}"
  printf '\n## %s\n\n```text\n$ %s %s\n' "$name" "$name" "${shown//"$data/"/DIR/}" >>"$scratch/page"
  dotnet "$dll" "$@" 2>"$scratch/errors" | tee -a "$scratch/page" >&2 || { cat "$scratch/errors" >&2; return 1; }
  printf '```\n' >>"$scratch/page"
}

machine() {
  if [ "$device" = cuda ]; then nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader | head -n 1; else printf 'no CUDA device: on the CPU, not run on a GPU\n'; fi
  printf '%s, %s cores, %s\n' "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(uname -sr)"
  "$PEER_PYTHON" -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda)' 2>/dev/null || printf 'no PyTorch to compare with\n'
}

{
  printf '# Training on %s, %s\n\n```text\n' "$device" "$(date +%F)"
  machine
  printf '```\n\n`benchmarks/cuda.sh --device %s%s`\n' "$device" "${quick:+ --quick}"
  [ -z "$quick" ] || printf '\nA quick run: it shows that everything runs, its figures say nothing.\n'
} >"$scratch/page"

if [ -z "$programs" ]; then
  say_step "tests that need the device"
  printf '\n## Tests\n\n```text\n' >>"$scratch/page"
  for project in Siamese.Data.Tests Siamese.Models.Tests; do
    dotnet test "$root/tests/$project" -c Release --nologo -v quiet --filter 'FullyQualifiedName~Cuda' 2>&1 | tail -n 3 | tee -a "$scratch/page" >&2
  done
  printf '```\n' >>"$scratch/page"
fi

small=() koch=(--pairs 150000 --epochs "$epochs" --batch 128)
if [ -n "$quick" ]; then
  small=(--train-limit 400 --test-limit 100 --epochs 1 --batch 100)
  koch=(--pairs 4 --epochs 1 --batch 2 --test-pairs 10 --episodes 2)
fi
say_step "MNIST"
run_program Mnist examples/Mnist --data "$data/mnist" --device "$device" "${small[@]}" --model "$scratch/mnist.dat" --json "$scratch/mnist.json"
say_step "Omniglot, Koch's network"
run_program Koch examples/Koch --data "$data/omniglot" --device "$device" "${koch[@]}" --model "$scratch/koch.dat" --json "$scratch/koch.json"
if "$PEER_PYTHON" -c 'import torch' 2>/dev/null; then
  say_step "step time against PyTorch"
  run_program Benchmarks benchmarks koch --device "$device" ${quick:+--quick} --json "$scratch/steps.json"
else
  printf '\nStep time against PyTorch: not measured, %s has no torch.\n' "${PEER_PYTHON:-python3}" >>"$scratch/page"
fi

# value FILE KEY: a number of a JSON file of one object, or of the first object of a list.
value() { sed -n "s/^ *\"$2\": \([-0-9.eE+]*\),\{0,1\}$/\1/p" "$1" | head -n 1; }
# check WHAT VALUE RELATION LIMIT: a row of the table of targets.
check() {
  local verdict=missed
  awk -v a="$2" -v b="$4" "BEGIN { exit !(a $3 b) }" && verdict=reached
  [ -z "$quick" ] || verdict='quick run'
  printf '| %s | %s | %s %s | %s |\n' "$1" "$2" "$3" "$4" "$verdict" >>"$scratch/page"
}
printf '\n## Targets\n\n| what | found | target | |\n|---|---:|---:|---|\n' >>"$scratch/page"
check "Koch's network, verification accuracy" "$(value "$scratch/koch.json" verification_accuracy)" '>=' 0.934
check "Koch's network, 20-way 1-shot accuracy" "$(value "$scratch/koch.json" one_shot_accuracy)" '>=' 0.92
check 'share of the time spent waiting for batches' "$(value "$scratch/koch.json" loader_waiting_share)" '<' 0.05
if [ -f "$scratch/steps.json" ]; then check 'step time, PyTorch over ours' "$(value "$scratch/steps.json" ratio)" '>=' 1; fi

mkdir -p "$(dirname "$page")"
mv "$scratch/page" "$page"
printf 'Results: %s\n' "$page"
