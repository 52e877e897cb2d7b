# shellcheck shell=bash disable=SC2034,SC2154 # parts of ./safeplaces, which sources them
# What is there and what is not.

doctor() {
  local ok=true state_of
  echo "Needed"
  if has_sdk >/dev/null 2>&1; then echo "  ok       .NET SDK $(has_sdk)"; else ok=false; echo "  MISSING  $sdk_cure"; fi
  survey true test
  if ((${#missing[@]})); then ok=false; printf '\nCure\n  %s\n' "$(cure)"; fi
  printf '\nState\n'
  if [[ ${SAFEPLACES_DB:-} ]]; then
    echo "  database  SAFEPLACES_DB, not the private one"
  elif ! find_cluster; then
    echo "  database  not made yet; ./safeplaces up"
  else
    state_of=stopped
    if postmaster >/dev/null; then state_of=running; fi
    echo "  database  $state_of, PostgreSQL $(cat "$pg/data/PG_VERSION") in $pg, 127.0.0.1:$(cat "$pg/port"), user $owner"
  fi
  if service_pid >/dev/null; then
    echo "  service   running, process $(service_pid), http://127.0.0.1:$(cut -d' ' -f2 "$state/service.as" 2>/dev/null)/"
  else
    echo "  service   stopped; port 8080 is $(if listening 8080; then echo "taken by another program: use --port"; else echo free; fi)"
  fi
  if has_sandbox >/dev/null 2>&1; then
    echo "  sandbox   can be made"
  else
    ok=false
    echo "  sandbox   cannot be made: files from outside are refused, but for GeoJSON"
    if command -v bwrap >/dev/null; then echo "            cure: $(sandbox_cure)"; fi
  fi
  echo "  disk      $(df -h --output=avail "$root" | tail -n1 | tr -d ' ') free at $root"
  $ok
}
