# shellcheck shell=bash disable=SC2034,SC2154 # parts of ./safeplaces, which sources them
# Everything that must hold.

run_tests() { # PROJECT ARGUMENT…: adds the runner's closing line to the sums
  local name=$1 output closing code
  output=$throwaway/$name.log
  say "== $name"
  code=0
  dotnet test "$root/tests/$name" --no-build -c Release --nologo --results-directory "$throwaway" \
    --logger "trx;LogFileName=$name.trx" "${@:2}" </dev/null 2>&1 9>&- | tee "$output" || code=1
  closing=$(grep -E '^[A-Z][a-z]+! +- +Failed: ' "$output" | tail -n1) || closing=''
  if [[ $closing =~ Failed:\ +([0-9]+),\ Passed:\ +([0-9]+),\ Skipped:\ +([0-9]+) ]]; then
    failed=$((failed + BASH_REMATCH[1])) passed=$((passed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
    ((code == 0 || BASH_REMATCH[1])) || fail_step "$name: the runner failed after its tests"
    sed -n '/outcome="NotExecuted"/,/<\/UnitTestResult>/{s/.*testName="\([^"]*\)".*/  \1:/p; s/.*<Message>\(.*\)<\/Message>.*/    \1/p}' \
      "$throwaway/$name.trx" >>"$throwaway/skipped"
  elif ((code)) || ! $filtered; then
    fail_step "$name: the runner crashed or ran no tests"
  fi
}

fail_step() { say "FAILED  $*"; failed=$((failed + 1)); }

run_all_tests() {
  local name chosen=() arguments=() filtered=false
  while (($#)); do
    case $1 in
      --no-install) no_install=true ;;
      --long) export SAFEPLACES_LONG=1 ;;
      --filter) filtered=true; arguments+=(--filter "${2:?test: --filter wants an expression}"); shift ;;
      Analysis) chosen+=(SafePlaces.Analysis.Tests) ;;
      Service) chosen+=(SafePlaces.Tests) ;;
      Browser) chosen+=(SafePlaces.Browser.Tests) ;;
      SafePlaces*.Tests) chosen+=("$1") ;;
      *) die "test: what is $1? ./safeplaces test --help" ;;
    esac
    shift
  done
  ((${#chosen[@]})) || chosen=(SafePlaces.Analysis.Tests SafePlaces.Tests SafePlaces.Browser.Tests)
  testing=true passed=0 failed=0 skipped=0
  alone
  provide test
  throwaway=$(mktemp -d /tmp/safeplaces-test.XXXXXX)
  chmod 755 "$throwaway"
  export SAFEPLACES_FIGURES=$throwaway/figures

  say "== Formatting"
  dotnet tool restore </dev/null >"$throwaway/tools.log" 2>&1 9>&- || { cat "$throwaway/tools.log"; die "the tools do not restore"; }
  dotnet csharpier check . </dev/null 9>&- || fail_step "formatting: dotnet csharpier format ."
  if command -v shellcheck >/dev/null; then shellcheck -x safeplaces .ci/run || fail_step shellcheck; fi

  say "== Build"
  build_page
  compile SafePlaces.sln -warnaserror

  new_owner
  find_postgres
  make_scratch "$throwaway" || die "$throwaway cannot hold a database of the user $owner"
  create_cluster 'fsync = off' 'synchronous_commit = off' 'full_page_writes = off'
  pg=$scratch
  start_cluster
  SAFEPLACES_TEST_DB="Host=127.0.0.1;Port=$(cat "$pg/port");Username=safeplaces;Password=$(cat "$pg/password");Database=postgres"
  export SAFEPLACES_TEST_DB CHROMIUM
  CHROMIUM=$(find_chromium)
  unset SAFEPLACES_DB
  if [[ -z ${SAFEPLACES_REALDATA:-} && -d $root/../shared/realdata ]]; then
    SAFEPLACES_REALDATA=$(cd "$root/../shared/realdata" && pwd)
    export SAFEPLACES_REALDATA
  fi
  for name in "${chosen[@]}"; do run_tests "$name" "${arguments[@]}"; done
  if [[ -s $throwaway/skipped ]]; then say "== Skipped"; cat "$throwaway/skipped" >&2; fi
  if [[ -s $SAFEPLACES_FIGURES ]]; then say "== Figures"; cat "$SAFEPLACES_FIGURES" >&2; fi
  ((passed + failed)) || fail_step "no test ran"
  tally
}

tally() {
  local line="$passed passed, $failed failed"
  if ((skipped)); then line+=", $skipped skipped"; fi
  testing=false
  echo "$line"
  ((!failed))
}
