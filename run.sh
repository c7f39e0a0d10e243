#!/usr/bin/env bash
# Runs an example; sets up and builds what is missing first.
#   ./run.sh [OPTION...]          trains on digits, data included
#   ./run.sh NAME [OPTION...]     another example
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# name : project under examples/, with what its program is told first : what it does
examples=(
  "digits:Digits:train on 1,797 handwritten digits that are part of the example (the default)"
  "mnist:Mnist:train on MNIST: 70,000 handwritten digits, read from a folder or downloaded"
  "koch:Koch:train the network of Koch 2015 on pairs of Omniglot drawings; made for --device cuda"
  "omniglot:Omniglot:train on Omniglot's background alphabets, tell apart characters of alphabets that were never seen"
  "train:ImageFolder train:train a network on your own images: a folder for each class, a zip, a table"
  "compare:ImageFolder compare:are these two images the same, and how sure is that?"
  "embed:ImageFolder embed:write the embeddings of images as CSV, NumPy array or gallery"
  "search:ImageFolder search:find the nearest images, as a table and as a picture sheet"
  "evaluate:ImageFolder evaluate:how good a trained model is on labelled images"
  "diagnose:ImageFolder diagnose:where a model goes wrong: overlap, confused classes, worst pairs"
  "tuples:Tuples:count the pairs, triplets and tuplets of your own labelled files, write them as CSV, audit a batch"
)

project_of() {
  local entry
  for entry in "${examples[@]}"; do
    case "$entry" in "$1":*) entry="${entry#*:}"; printf '%s' "${entry%%:*}"; return 0 ;; esac
  done
  return 1
}

list_examples() {
  local entry name rest
  printf 'Trains siamese networks on real images, and counts and lists tuples. Examples:\n'
  for entry in "${examples[@]}"; do
    name="${entry%%:*}"; rest="${entry#*:}"
    printf '  ./run.sh %-10s %s\n' "$name" "${rest#*:}"
  done
  printf 'Each has its own options: ./run.sh NAME --help. Without a name it is digits.\n\n'
  printf 'Exit codes: 0 done, 1 failed, 2 wrong command line, 130 stopped by Ctrl-C.\n'
  printf 'Environment: TorchProvider=TorchSharp|Local and TORCH_DIR=DIR choose the torch (./setup.sh --help),\n'
  printf '  XDG_CACHE_HOME the folder for downloads.\n\n'
}

name=digits
if [ $# -gt 0 ] && [[ "$1" != -* ]]; then
  name="$1"
  shift
  project_of "$name" >/dev/null ||
    { printf "error: there is no example '%s'. There are: %s\n" "$name" "$(printf '%s ' "${examples[@]%%:*}")" >&2; exit 2; }
else
  for argument in "$@"; do
    case "$argument" in -h | --help | '-?') list_examples; break ;; esac
  done
fi

read -r project first <<<"$(project_of "$name")"
set_up
build "$root/examples/$project"
exec dotnet "$program" ${first:+"$first"} "$@"
