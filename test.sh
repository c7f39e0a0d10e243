#!/usr/bin/env bash
# Sets up what is missing, builds, runs all tests, and closes with "N passed, N failed".
# Arguments go to dotnet test, e.g. ./test.sh --filter FullyQualifiedName~Losses
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

case "${1:-}" in -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed '$d'; exit 0 ;; esac

# Reports are looked at in a browser. Without one those tests are skipped, the rest does not need it.
install_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then return; fi
  done
  if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; }; then return; fi
  say "Installing a browser for the tests: chromium (log: $state/apt.log)"
  apt_try chromium || say "It could not be installed, so the tests that look at reports are skipped."
}

set_up
install_browser
cd "$root"
export TorchProvider="$provider"
solution=TorchSharp.Siamese.sln
results="$root/artifacts/test-results"
rm -rf "$results"

say "Building the solution (torch provider $provider) ..."
dotnet build "$solution" -v quiet --nologo -clp:NoSummary || fail "the build failed (see above), so no test ran."

# One project at a time: tests measure memory and threads.
status=0
dotnet test "$solution" --no-build --nologo -m:1 --results-directory "$results" --logger "trx;LogFilePrefix=tests" "$@" || status=$?

# sum NAME: adds up an attribute of the <Counters> element over all result files.
sum() {
  find "$results" -name '*.trx' -exec grep -ho '<Counters [^>]*>' {} + 2>/dev/null |
    sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ n += $1 } END { print n + 0 }'
}
passed="$(sum passed)"
skipped=$(($(sum total) - $(sum executed)))
failed=$(($(sum total) - passed - skipped))

if [ "$((passed + failed))" = 0 ]; then
  say "error: no test ran."
  status=1
elif [ "$status" != 0 ] && [ "$failed" = 0 ]; then
  say "error: dotnet test ended with exit status $status, though no test is marked as failed: a test process died or a project did not start (see above)."
elif [ "$failed" != 0 ] && [ "$status" = 0 ]; then
  status=1
fi
if [ "$skipped" = 0 ]; then printf '%d passed, %d failed\n' "$passed" "$failed"
else printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
fi
exit "$status"
