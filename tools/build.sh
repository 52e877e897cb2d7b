# shellcheck shell=bash disable=SC2034,SC2154 # parts of ./safeplaces, which sources them
# The page and the service from their sources.

fingerprint() { # PATH…: a hash of every source file below, whatever its date
  local path paths=()
  for path in "$@"; do if [[ -e $path ]]; then paths+=("$path"); fi; done
  find "${paths[@]}" -type d \( -name bin -o -name obj -o -name node_modules -o -name dist -o -name TestResults \) -prune \
    -o -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c-32
}

build_page() { # src/SafePlaces.Web → dist, which the service carries with it
  [[ -f $web/package.json ]] || return 0
  local now
  now=$(fingerprint src/SafePlaces.Web)
  [[ ! -d $web/dist || $(cat "$state/page.built" 2>/dev/null) != "$now" ]] || return 0
  rm -f "$state/page.built"
  say "Building the page …"
  (
    cd "$web" &&
      { [[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-audit --no-fund --ignore-scripts --loglevel=error; } &&
      npm run --silent build
  ) </dev/null >&2 9>&- || die "the page does not build"
  echo "$now" >"$state/page.built"
}

compile() { # TARGET ARGUMENT…: a Release build, stamped with the sources it was made from
  built=$(fingerprint "${sources[@]}")
  rm -f "$state/service.built"
  dotnet build "$@" -c Release --nologo -v quiet </dev/null >&2 9>&- || die "it does not build"
  echo "$built" >"$state/service.built"
}

build() { # the page and the service, if their sources have changed; sets built
  built=$(fingerprint "${sources[@]}")
  # A program newer than the stamp was built by someone else, perhaps from other sources.
  if [[ -f $dll && ! $dll -nt $state/service.built && $(cat "$state/service.built" 2>/dev/null) == "$built" ]]; then return; fi
  build_page
  say "Building the service …"
  compile src/SafePlaces
}
