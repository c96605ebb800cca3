# Sourced by scripts that keep what they download in a cache folder: `cache`, a name in `script`, and Debian
# packages by name from the mirrors which apt is configured for on this machine.
#
# Nothing is installed system-wide and no root rights are needed: apt resolves, verifies and downloads with
# private folders inside the cache.

say() { printf '%s: %s\n' "$script" "$*"; }

# What failed, why, and what to do.
die() {
  printf '%s: error: %s\n' "$script" "$1"
  printf '  why: %s\n  do:  %s\n' "$2" "$3"
  exit 1
}

# Runs a command quietly; when it fails, shows the end of what it said.
attempt() { # what, advice, command…
  local what=$1 advice=$2
  shift 2
  if ! "$@" >"$cache/log" 2>&1; then
    tail -n 15 "$cache/log" | sed 's/^/    | /'
    die "$what" "see the lines above" "$advice"
  fi
}

need() { # command, Debian package
  command -v "$1" >/dev/null || die "$1 is missing" "this script runs it" "install it (Debian package: $2)"
}

# Whether every user can reach a folder: Postgres refuses to run as root, so that under root the servers run
# as another user, who must be able to enter the cache.
open_to_all() {
  local folder=$1
  while [[ ! -e $folder ]]; do folder=$(dirname "$folder"); done
  while [[ $folder != / ]]; do
    (( 0$(stat -c %a "$folder") & 1 )) || return 1
    folder=$(dirname "$folder")
  done
}

# Sets `cache` to the folder that a variable names, else to the user's cache, else, where Postgres could not
# reach that, to one of the system's.
choose_cache() { # what it holds, variable
  local given=${!2:-}
  cache=${given:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/schemagen/$1}
  if [[ -z $given && $(id -u) == 0 ]] && ! open_to_all "$cache"; then
    cache=/var/cache/schemagen/$1
  fi
  umask 022
  mkdir -p "$cache" || die "cannot make the folder $cache" "see above" "set $2 to a writable folder"
  cache=$(cd "$cache" && pwd -P)
  if [[ $(id -u) == 0 ]] && ! open_to_all "$cache"; then
    die "$cache is closed to other users" "under root the servers run as an unprivileged user, who must reach them" \
      "set $2 to a folder that all users can enter"
  fi
  [[ -w $cache ]] || die "cannot write to $cache" "it belongs to somebody else" "set $2 to a writable folder"
}

# One run at a time, and no half-built tree stays behind.
lock_cache() {
  if command -v flock >/dev/null; then
    exec 9>"$cache/.lock"
    flock 9
  fi
  trap 'rm -rf "$cache/.building"' EXIT
}

ready() { [[ -r $cache/$1/.ready && $(<"$cache/$1/.ready") == "$2" ]]; }

# A tree is built beside its place and renamed, so that an interrupted run leaves nothing half done.
begin() { # name
  building=$cache/.building
  rm -rf "$building"
  mkdir "$building"
}
finish() { # name, stamp
  printf '%s\n' "$2" >"$building/.ready"
  rm -rf "${cache:?}/$1"
  mv "$building" "$cache/$1"
}

# ---- Debian packages ----

private_apt() {
  local program=$1 suite=$2 state=$cache/apt/$2
  shift 2
  "$program" \
    -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
    -o Dir::State="$state" -o Dir::State::Lists="$state/lists" -o Dir::State::Status="$state/status" \
    -o Dir::Cache="$state/cache" -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=3 \
    -o APT::Update::Post-Invoke::= -o APT::Get::Assume-Yes=true -o APT::Install-Recommends=false "$@"
}

# Lines `SITE|RELEASE` of what apt is configured to read on this machine: apt itself understands every
# format of its source lists.
configured_suites() {
  apt-get indextargets --no-release-info --format '$(SITE)|$(RELEASE)|$(COMPONENT)|$(IDENTIFIER)' 2>/dev/null |
    sed -n 's/|main|Packages$//p' | sort -u
}

# Writes the source list of a suite: "release" is that of this machine.
write_sources() { # suite, file
  local release keyring=/usr/share/keyrings/debian-archive-keyring.gpg options='' lines
  release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  lines=$(configured_suites | grep -E "\|$release(-updates|-security|/updates)?$" || true)
  # Others publish for this release too, with keys of their own: where Debian's usual names occur, only those count.
  lines=$(grep -E '/(debian|debian-security|ubuntu)/?\|' <<<"$lines" || printf '%s' "$lines")
  if [[ $1 != release && -n ${SCHEMAGEN_DEBIAN_MIRROR:-} ]]; then
    lines="$SCHEMAGEN_DEBIAN_MIRROR|$1"
  elif [[ $1 != release ]]; then
    # The mirror of the release itself: the security archive has no unstable.
    lines=$(grep -E "\|$release$" <<<"$lines" | grep -v '/ubuntu' | head -n 1 | sed "s/|.*/|$1/" || true)
  fi
  [[ -n $lines ]] || die "no Debian mirror for suite '$1'" "the apt configuration of this machine names none" \
    "set SCHEMAGEN_DEBIAN_MIRROR to the base address of a Debian mirror"
  [[ -r $keyring && ( $1 != release || $(. /etc/os-release && echo "$ID") == debian ) ]] && options=" signed-by=$keyring"
  sed "s#^\(.*\)|\(.*\)#deb [target=Packages$options] \1 \2 main#" <<<"$lines" >"$2"
}

refreshed=''
refresh() { # suite
  [[ $refreshed == *" $1 "* ]] && return
  need apt-get apt
  need dpkg-deb dpkg
  local state=$cache/apt/$1
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  # An empty package database: apt resolves everything a server needs, down to its own libc.
  : >"$state/status"
  write_sources "$1" "$state/sources.list"
  say "reading the package lists of Debian $1"
  attempt "cannot read the package lists of Debian $1" \
    "check the network and the apt sources of this machine, then run scripts/$script again" \
    private_apt apt-get "$1" --error-on=any update
  refreshed+=" $1 "
}

# Gives a program of an unpacked tree the loader and the libraries of that tree.
wrap() { # program, path inside the tree
  local folder=$building/$1 loader
  local program=${1##*/}
  folder=${folder%/*}
  [[ -f $building/$1 ]] || die "$1 is not in the downloaded packages" "the package has changed its layout" "report this as an issue"
  loader=$(cd "$building" && find . -name 'ld-linux-*.so.?' -type f | head -n 1)
  [[ -n $loader ]] || die "no dynamic loader in the packages of $program" "libc6 has changed its layout" "report this as an issue"
  local triplet=${loader%/*} up
  triplet=${triplet##*/}
  up=$(realpath --relative-to="$folder" "$building")
  mv "$building/$1" "$folder/$program.real"
  cat >"$building/$1" <<WRAPPER
#!/bin/sh
here=\${0%/*}
root=\$here/$up
exec "\$root/$loader" --library-path "\$root/usr/lib/$triplet:\$root/lib/$triplet" --argv0 "\$0" "\$here/$program.real" "\$@"
WRAPPER
  chmod 755 "$building/$1"
}

# Packages and all that they depend on, down to libc, as one tree.
unpack_debian() { # suite, size, package…
  local suite=$1 size=$2 archive
  shift 2
  say "downloading $* from Debian $suite (about $size)"
  attempt "cannot download $*" "check the network, then run scripts/$script again" \
    private_apt apt-get "$suite" --download-only install "$@"
  for archive in "$cache/apt/$suite/cache/archives"/*.deb; do
    attempt "cannot unpack ${archive##*/}" "check the free space of $cache" dpkg-deb -x "$archive" "$building"
  done
  rm -f "$cache/apt/$suite/cache/archives"/*.deb
  rm -rf "$building"/usr/share/{doc,man,info,locale,perl,perl5,lintian} "$building"/usr/lib/*/perl*
  chmod -R a+rX "$building"
}

# One package without what it depends on: a plugin of a server that is unpacked already.
unpack_alone() { # suite, package
  local folder=$cache/apt/$1/cache/alone archive
  rm -rf "$folder"
  mkdir -p "$folder"
  pushd "$folder" >/dev/null
  attempt "cannot download $2" "check the network, then run scripts/$script again" private_apt apt-get "$1" download "$2"
  popd >/dev/null
  for archive in "$folder"/*.deb; do
    attempt "cannot unpack ${archive##*/}" "check the free space of $cache" dpkg-deb -x "$archive" "$building"
  done
  rm -rf "$folder" "$building"/usr/share/{doc,man,info,locale,lintian}
  chmod -R a+rX "$building"
}
