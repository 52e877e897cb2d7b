# shellcheck shell=bash disable=SC2034,SC2154 # parts of ./safeplaces, which sources them
# What must be installed, and how it comes.

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
has_sdk() { (cd "$root" && DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 dotnet --version); }
has_node() { command -v npm && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; }
has_ca() { [[ -s /etc/ssl/certs/ca-certificates.crt || -d /etc/pki/tls/certs ]]; }
has_font() { [[ -f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ]] || fc-list | grep -q DejaVuSans; }
find_chromium() {
  local name
  for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name"; then return; fi
  done
  return 1
}

has_sandbox() { # as whoever serves: root has somebody else do it
  local as=()
  if ((!EUID)); then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
  (cd / && "${as[@]}" bwrap --unshare-all --unshare-user --disable-userns --uid 65534 --gid 65534 --ro-bind / / --tmpfs /tmp true)
}

sandbox_cure() { # where bubblewrap is installed and makes no sandbox
  local kernel=/proc/sys
  if [[ $(cat $kernel/kernel/unprivileged_userns_clone 2>/dev/null) == 0 ]]; then echo "sysctl -w kernel.unprivileged_userns_clone=1"
  elif [[ $(cat $kernel/user/max_user_namespaces 2>/dev/null) == 0 ]]; then echo "sysctl -w user.max_user_namespaces=10000"
  elif [[ $(cat $kernel/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null) == 1 ]]; then echo "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
  else echo "user namespaces are forbidden; a container needs --security-opt seccomp=unconfined --security-opt apparmor=unconfined"; fi
}

find_postgres() { # [MAJOR]: sets bin to the programs of the newest PostgreSQL with PostGIS, or of that major version
  local shared
  while read -r bin; do
    shared=$("$bin/pg_config" --sharedir 2>/dev/null) || continue
    [[ -x $bin/initdb && -f $shared/extension/postgis.control ]] || continue
    [[ -z ${1:-} || $("$bin/postgres" --version) =~ \)\ $1\. ]] && return
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort -Vr; pg_config --bindir 2>/dev/null)
  return 1
}

postgis_package() { # the newest that apt offers; the metapackage while apt knows nothing yet
  local found
  found=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' 2>/dev/null | cut -d' ' -f1 | sort -V | tail -n1)
  echo "${found:-postgresql-postgis}"
}

need() { # NAME PACKAGES PURPOSE TEST…: notes what is missing; told to show, prints every need
  local name=$1 purpose=$3 add
  read -ra add <<<"$2"
  if "${@:4}" >/dev/null 2>&1; then
    if $show; then printf '  ok       %s\n' "$name"; fi
  else
    missing+=("$name")
    packages+=("${add[@]}")
    if $show; then printf '  MISSING  %-28s %s\n' "$name" "$purpose"; fi
  fi
}

survey() { # show=true|false, MODE (up or test): sets missing and packages
  local show=$1 mode=$2
  missing=() packages=()
  need "certificate authorities" ca-certificates "to fetch packages over https" has_ca
  need "time zones" tzdata "local time" test -f /usr/share/zoneinfo/Europe/Stockholm
  need curl curl "asks the service whether it is ready" command -v curl
  if [[ -z ${SAFEPLACES_DB:-} || $mode == test ]]; then
    need "PostgreSQL with PostGIS" "$(postgis_package)" "the database" find_postgres
  fi
  need ogr2ogr gdal-bin "reads and writes map files" command -v ogr2ogr
  need bubblewrap bubblewrap "the sandbox for what reads and makes files" command -v bwrap
  need rsvg-convert librsvg2-bin "draws images of maps" command -v rsvg-convert
  need "DejaVu fonts" fonts-dejavu-core "lettering in those images" has_font
  if [[ -f $web/package.json ]]; then need "Node.js 18 or later, npm" "nodejs npm" "builds the page" has_node; fi
  if [[ $mode == test ]]; then need Chromium chromium "the browser tests (CHROMIUM=path names one)" find_chromium; fi
}

as_root() { if ((EUID)); then sudo "$@"; else "$@"; fi; }

cure() { # the command that installs what survey found missing
  local sudo
  sudo=$(if ((EUID)); then echo 'sudo '; fi)
  if command -v apt-get >/dev/null; then
    echo "${sudo}apt-get update && ${sudo}apt-get install --no-install-recommends ${packages[*]}"
  else
    echo "install with your system's package manager what Debian calls: ${packages[*]}"
  fi
}

sdk_cure="the .NET SDK that global.json asks for (10.0) is missing: https://dotnet.microsoft.com/download/dotnet/10.0
  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0, then put ~/.dotnet on the PATH"

provide() { # MODE: everything that mode needs is there afterwards
  has_sdk >/dev/null 2>&1 || die "$sdk_cure"
  survey false "$1"
  ((${#packages[@]})) || return 0
  if $no_install || ! command -v apt-get >/dev/null || { ((EUID)) && ! command -v sudo >/dev/null; }; then
    die "missing: $(list "${missing[@]}")"$'\n'"  $(cure)"
  fi
  say "Missing: $(list "${missing[@]}")"
  say "Fetching the package lists (log: $state/install.log) …"
  as_root apt-get -q update >"$state/install.log" 2>&1 || die "apt-get update failed: $(tail -n5 "$state/install.log")"$'\n'"  by hand: $(cure)"
  survey false "$1"
  say "Installing ${packages[*]} and what they need …"
  # Debian would start a PostgreSQL server of its own on port 5432; a setting that lives as long as the installation says no.
  # shellcheck disable=SC2016
  as_root sh -c '
    no_main=/etc/postgresql-common/createcluster.d/safeplaces.conf
    trap "rm -f $no_main" EXIT; trap "exit 130" INT; trap "exit 143" TERM
    mkdir -p "${no_main%/*}" && echo "create_main_cluster = false" >"$no_main"
    DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@"
    ' sh "${packages[@]}" >>"$state/install.log" 2>&1 </dev/null 9>&- || { tail -n20 "$state/install.log" >&2; die "installing failed; by hand: $(cure)"; }
  survey false "$1"
  ((!${#missing[@]})) || die "installed, yet still missing: $(list "${missing[@]}")"
}
