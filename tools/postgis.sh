# shellcheck shell=bash disable=SC2034,SC2154 # parts of ./safeplaces, which sources them
# The private PostGIS: one folder, pg/{data,port,password,postgres.log}.

as_owner() { # a command as the user whose cluster it is; PostgreSQL refuses root
  if ((EUID)); then "$@"; else (cd / && exec runuser -u "$owner" -- "$@"); fi
}

new_owner() { owner=$(if ((EUID)); then id -un; else echo postgres; fi); }

find_cluster() { # sets pg, the cluster's folder, and owner, the user it runs as; false if there is none yet
  pg=$state/pg
  [[ -d $pg ]] || pg=$(other_home)/pg
  owner=$(stat -c %U "$pg" 2>/dev/null) || return 1
  ((!EUID)) || [[ $owner == "$(id -un)" ]] || die "the database in $pg belongs to $owner: run as that user or as root"
}

other_home() { # for a checkout that PostgreSQL cannot use
  local base=/var/lib
  if ((EUID)); then base=${XDG_STATE_HOME:-$HOME/.local/state}; fi
  echo "$base/safeplaces/$(sha256sum <<<"$root" | cut -c-12)"
}

make_scratch() { # HOME: a private folder of the owner there, or false where that cannot be
  mkdir -p "$1" 2>/dev/null && scratch=$(mktemp -d "$1/pg.new.XXXXXX") || return 1
  chown "$owner" "$scratch" 2>/dev/null && as_owner test -w "$scratch" 2>/dev/null && [[ $(stat -c %U%a "$scratch") == "${owner}700" ]] && return
  rm -rf "$scratch"
  scratch=''
  return 1
}

free_port() { # [AFTER]: below the ports that the system gives to outgoing connections, which would take it now and then
  local port
  for port in {15432..15531}; do
    if ((port > ${1:-0})) && ! listening "$port"; then echo "$port" && return; fi
  done
  die "no free port from 15432 to 15531"
}

create_cluster() { # [SETTING…]: fills scratch; the caller moves it into place, whole
  # shellcheck disable=SC2016
  as_owner sh -euc 'umask 077; cd "$1"; od -An -N20 -tx1 /dev/urandom | tr -d " \n" >password; echo "$2" >port' sh "$scratch" "$(free_port)"
  as_owner "$bin/initdb" -D "$scratch/data" -U safeplaces --pwfile="$scratch/password" --auth=scram-sha-256 \
    -E UTF8 --locale=C.UTF-8 --no-instructions >"$state/initdb.log" 2>&1 </dev/null || die "initdb failed: $(cat "$state/initdb.log")"
  printf '%s\n' "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" 'max_connections = 200' 'jit = off' \
    "shared_buffers = '256MB'" "work_mem = '32MB'" "maintenance_work_mem = '256MB'" "max_wal_size = '2GB'" \
    'random_page_cost = 1.1' "$@" | as_owner tee -a "$scratch/data/postgresql.conf" >/dev/null
}

postmaster() { # prints the server's process; a stale postmaster.pid may name a stranger, so its folder is looked at
  local pid
  pid=$(head -n1 "$pg/data/postmaster.pid" 2>/dev/null) && [[ $(readlink "/proc/$pid/cwd") == "$(readlink -f "$pg/data")" ]] && echo "$pid"
}
start_cluster() { # starts pg if it sleeps
  local port wait
  find_postgres "$(cat "$pg/data/PG_VERSION")" || die "the database needs PostgreSQL $(cat "$pg/data/PG_VERSION") with PostGIS, as it was made with"
  port=$(cat "$pg/port")
  if ! postmaster >/dev/null; then
    rm -f "$pg/data/postmaster.pid" # of a crash or before a reboot
    if ((port >= 32768)) || listening "$port"; then move_port "$(free_port)"; fi
    until : >"$pg/start.log" && as_owner "$bin/pg_ctl" start -w -t 300 -D "$pg/data" -l "$pg/postgres.log" -o "-p $port" </dev/null >"$pg/start.log" 2>&1 9>&-; do
      # a port may be taken though nothing listens there; only binding it tells
      tail -n5 "$pg/postgres.log" | grep -q 'could not bind' || die "the database does not start: $(tail -n10 "$pg/postgres.log")"
      move_port "$(free_port "$port")"
    done
  fi
  for ((wait = 0; wait < 300; wait++)); do
    if as_superuser "$bin/pg_isready" -q; then return; fi
    sleep 0.2
  done
  die "the database does not answer: $(tail -n10 "$pg/postgres.log")"
}

as_superuser() { # a client program of PostgreSQL; nobody else inherits the password
  PGHOST=127.0.0.1 PGPORT=$(cat "$pg/port") PGUSER=safeplaces PGPASSWORD=$(cat "$pg/password") PGDATABASE=safeplaces "$@"
}

move_port() { # PORT
  say "The database moves from port $port to $1."
  port=$1
  echo "$port" >"$pg/port"
}

stop_cluster() {
  find_postgres "$(cat "$pg/data/PG_VERSION")"
  if postmaster >/dev/null; then as_owner "$bin/pg_ctl" stop -w -m fast -D "$pg/data" >/dev/null; fi
}

ensure_roles() { # as the superuser, when its SQL has changed: roles, extension, event trigger; the owner gets a password
  local sql=$root/src/SafePlaces.Data/bootstrap.sql now
  now=$(sha256sum <"$sql" | cut -c-32)
  if [[ -f $pg/owner && $(cat "$pg/bootstrapped" 2>/dev/null) == "$now" ]]; then return; fi
  if [[ ! -f $pg/owner ]]; then (umask 077 && od -An -N20 -tx1 /dev/urandom | tr -d ' \n' >"$pg/owner.new" && mv "$pg/owner.new" "$pg/owner"); fi
  as_superuser "$bin/psql" -XqAt -v ON_ERROR_STOP=1 -o /dev/null -c "set client_min_messages = warning" -f "$sql" \
    -c "set log_statement = 'none'; alter role safeplaces_owner password '$(cat "$pg/owner")'" >&2 || die "the roles of the database could not be made"
  echo "$now" >"$pg/bootstrapped"
}

ensure_database() { # sets and exports SAFEPLACES_DB, as the database's owner, and SAFEPLACES_LOGINS, a file
  if [[ ${SAFEPLACES_DB:-} ]]; then
    export SAFEPLACES_LOGINS=${SAFEPLACES_LOGINS:-$state/logins}
    return
  fi
  if ! find_cluster; then
    new_owner
    find_postgres
    rm -rf "$state"/pg.new.*
    if ! make_scratch "$state"; then
      make_scratch "$(other_home)" || die "neither $state nor $(other_home) can hold a database of the user $owner"
      say "$state cannot hold a database of the user $owner; it goes to $(other_home)."
    fi
    say "Making the database …"
    create_cluster
    pg=${scratch%/*}/pg
    mv -T "$scratch" "$pg"
    scratch=''
  fi
  start_cluster
  [[ $(as_superuser "$bin/psql" -d postgres -XAtc "select 1 from pg_database where datname = 'safeplaces'") ]] || as_superuser "$bin/createdb" safeplaces
  ensure_roles
  export SAFEPLACES_LOGINS=$pg/logins
  server="Host=127.0.0.1;Port=$(cat "$pg/port");Database=safeplaces"
  SAFEPLACES_DB="$server;Username=safeplaces_owner;Password=$(cat "$pg/owner")"
  export SAFEPLACES_DB
}

migrate() {
  dotnet "$dll" migrate --logins "$SAFEPLACES_LOGINS" >&2 9>&- || die "the database could not be brought up to date"
}
