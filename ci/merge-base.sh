#!/usr/bin/env bash
# merge-base.sh TARGET: prints the commit at which the checked-out change left TARGET, which is what it is compared with.
# CI clones are shallow: where that commit isn't there, more of the history is fetched. Prints nothing where it can't be.
set -euo pipefail
target="$1"
found() { git merge-base "$target" HEAD 2> /dev/null; }
if [ "$(git rev-parse --is-shallow-repository)" != true ] && ! git cat-file -e "$target^{commit}" 2> /dev/null; then
  git fetch --quiet --no-tags origin "$target" 2> /dev/null || true # a clone of one branch
fi
for more in 0 50 500 5000 all; do
  if [ "$more" = all ]; then depth=(--unshallow); else depth=(--deepen="$more"); fi
  if [ "$more" != 0 ]; then
    [ "$(git rev-parse --is-shallow-repository)" = true ] || break
    git fetch --quiet --no-tags "${depth[@]}" origin "$target" "$(git rev-parse HEAD)" 2> /dev/null || break
  fi
  if found; then exit 0; fi
done
