# shellcheck shell=bash disable=SC2034,SC2154 # parts of ./safeplaces, which sources them
# The service: started, asked, stopped.

place_service() { # sets serve, the command without its options: root has a user of its own serve, from where that user can read
  local home runtime program=$dll
  runtime=$(readlink -f "$(command -v dotnet)")
  serve=(dotnet "$dll" serve)
  ((!EUID)) || return 0
  id -u safeplaces >/dev/null 2>&1 || useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin safeplaces ||
    die "the service does not run as root, and the user safeplaces cannot be made: make it, or run as an ordinary user"
  home=$(other_home)
  serve=(setpriv --reuid=safeplaces --regid=safeplaces --init-groups --inh-caps=-all env --chdir=/)
  if [[ ${TMPDIR:-} ]] && ! "${serve[@]}" test -w "$TMPDIR"; then serve+=(--unset=TMPDIR); fi
  # the passwords of its logins, and no others, are that user's to read
  if ! { mkdir -p "$home" && install -o safeplaces -m 600 "$SAFEPLACES_LOGINS" "$home/logins"; }; then die "$home cannot be written"; fi
  serve+=(HOME=/nonexistent SAFEPLACES_LOGINS="$home/logins")
  if ! "${serve[@]}" test -r "$dll"; then
    program=$home/app/${dll##*/}
    copy_for_service "$home/app" "${dll%/*}/."
  fi
  if ! "${serve[@]}" test -x "$runtime"; then
    copy_for_service "$home/dotnet" "${runtime%/*}"/{dotnet,host,shared}
    runtime=$home/dotnet/dotnet
  fi
  serve+=("$runtime" "$program" serve)
}

copy_for_service() { # FOLDER FILE…: a copy that everybody can read
  rm -rf "$1"
  if ! { mkdir -p "$1" && cp -R "${@:2}" "$1" && chmod -R a+rX "$1"; }; then die "$1 cannot be written"; fi
}

service_pid() { # prints the process that serves from this checkout
  local pid
  pid=$(cat "$state/service.pid" 2>/dev/null) && grep -qzF -e "$dll" -e "$(other_home)/app/${dll##*/}" "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}

own_port() { # prints where the service of this checkout listens, if it runs
  service_pid >/dev/null && cut -d' ' -f2 "$state/service.as" 2>/dev/null
}
stop_service() {
  local pid wait
  pid=$(service_pid) || { rm -f "$state/service.pid"; return 0; }
  kill "$pid" 2>/dev/null || true
  for ((wait = 0; wait < 100; wait++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  if service_pid >/dev/null; then kill -KILL "$pid"; fi
  rm -f "$state/service.pid"
}

alone() { # one run at a time from here on
  mkdir -p "$state" 2>/dev/null || true
  [[ -w $state ]] || die "$state cannot be written: run as $(stat -c %U "$root")"
  exec 9>"$state/lock"
  flock -n 9 || { say "Waiting for another ./safeplaces …"; flock 9; }
}

identity() { sha256sum <<<"$built $SAFEPLACES_DB" | cut -c-32; }
is_current() { # [PORT]: the service runs from this build, on this database
  [[ $(cat "$state/service.as" 2>/dev/null) == "$(identity) "${1:-*} ]] && service_pid >/dev/null
}

up() {
  local port=8080 demo=true url wait
  while (($#)); do
    case $1 in
      --port) (($# > 1)) || die "up: --port wants a number from 1 to 65535"; port=$2; shift ;;
      --port=*) port=${1#*=} ;;
      --no-demo) demo=false ;;
      --no-install) no_install=true ;;
      *) die "up: what is $1? ./safeplaces up --help" ;;
    esac
    shift
  done
  [[ $port =~ ^[1-9][0-9]{0,4}$ && $port -lt 65536 ]] || die "up: --port wants a number from 1 to 65535"
  if ((EUID && port < 1024)); then die "up: port $port is for root alone: take one from 1024 on"; fi
  url=http://127.0.0.1:$port
  alone
  if [[ $port != "$(own_port)" ]] && listening "$port"; then die "port $port is taken by another program, and nothing was changed: ./safeplaces up --port N"; fi
  provide up
  build
  ensure_database
  if is_current "$port" && ready "$url"; then
    if $demo; then dotnet "$dll" demo >&2 9>&-; fi
    echo "SafePlaces is already running."
  else
    stop_service
    if listening "$port"; then die "port $port is taken by another program: ./safeplaces up --port N"; fi
    migrate
    if $demo; then dotnet "$dll" demo >&2 9>&- || die "the demo city could not be loaded"; fi
    if [[ -f $log ]]; then mv -f "$log" "$log.1"; fi
    place_service
    SAFEPLACES_DB=${server:-$SAFEPLACES_DB} setsid "${serve[@]}" --urls "$url" </dev/null >"$log" 2>&1 9>&- &
    starting=$!
    echo "$starting" >"$state/service.pid"
    for ((wait = 0; wait < 300; wait++)); do
      if ready "$url" || ! kill -0 "$starting" 2>/dev/null; then break; fi
      sleep 0.2
    done
    if ! ready "$url"; then
      tail -n30 "$log" >&2
      kill -0 "$starting" 2>/dev/null && die "the service is not ready after a minute: $(curl -sS --noproxy '*' -m 5 "$url/health/ready" 2>&1) (log: $log)"
      die "the service stopped (log: $log)"
    fi
    echo "$(identity) $port" >"$state/service.as"
    starting=''
    echo "SafePlaces is running."
  fi
  cat <<TEXT

  the page          $url/map
  QGIS and others   $url/
  a token           ./safeplaces token create --role planner --name "Åsa"
  the log           $log
  the database      ./safeplaces psql
  stop              ./safeplaces stop
TEXT
}

ready() { curl -fsS --noproxy '*' -m 5 -o /dev/null "$1/health/ready" 2>/dev/null; }

stop() {
  mkdir -p "$state"
  stop_service
  if find_cluster; then stop_cluster; fi
  say "SafePlaces is stopped."
}

exec_psql() { export PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE; exec "$bin/psql" "$@"; }

open_psql() {
  local pair key value conninfo=''
  if [[ -z ${SAFEPLACES_DB:-} ]]; then
    alone
    find_postgres || provide up
    ensure_database
    exec 9>&-
    cd "$here"
    as_superuser exec_psql "$@"
  fi
  cd "$here"
  if [[ $SAFEPLACES_DB == postgres*://* ]]; then exec psql -d "$SAFEPLACES_DB" "$@"; fi
  while IFS='=' read -rd ';' key value; do # Npgsql's words in libpq's
    key=${key,,}
    case ${key// /} in
      host | server) pair=host ;; port) pair=port ;; database | db) pair=dbname ;;
      username | userid | user | uid) pair=user ;; password | pwd) pair=password ;; sslmode) pair=sslmode value=${value,,} ;;
      *) continue ;;
    esac
    value=${value//\\/\\\\}
    conninfo+="$pair='${value//\'/\\\'}' "
  done <<<"$SAFEPLACES_DB;"
  exec psql -d "$conninfo" "$@"
}

pass_on() { # any other command is the service's own
  alone
  provide up
  build
  if [[ $* != *--help* ]]; then
    ensure_database
    is_current || [[ $1 == migrate ]] || migrate
  fi
  exec 9>&-
  cd "$here"
  exec dotnet "$dll" "$@"
}
