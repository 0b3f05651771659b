#!/bin/sh
# Opens the lobby on this machine, with a printer made of paper tape where none is
# configured and a screen made of memory where there is none. Ctrl+C ends it all.
#
#   run.sh [-printer DEVICE] [flags of kiosk]
set -eu
cd "$(dirname "$0")/.."
export LANG=zh_CN.UTF-8 # or the toolkit complains about the locale C
state=${LOBBY_STATE:-$PWD/run}
mkdir -p "$state"
children=
# Whatever was started here ends here, and nothing else.
finish() {
	trap - INT TERM EXIT
	for child in $children; do
		kill "$child" 2>/dev/null || true
	done
	wait
}
trap finish EXIT
trap 'exit 0' INT TERM

case " $* " in
*" -printer "* | *" -config "*) ;;
*)
	tape=$state/papertape.tty
	rm -f "$tape"
	bin/papertape -profile epson-80 -link "$tape" -listen "${LOBBY_TAPE:-127.0.0.1:8090}" &
	children="$children $!"
	n=0
	while [ ! -e "$tape" ]; do
		n=$((n + 1))
		[ "$n" -lt 100 ] || { echo "papertape did not start" >&2; exit 1; }
		sleep 0.1
	done
	set -- -printer "$tape" -profile epson-80 "$@"
	;;
esac

if [ -z "${DISPLAY:-}" ]; then
	picture=$state/screen.png
	exec 3>"$state/display"
	Xvfb -displayfd 3 -screen 0 1080x1920x24 -nolisten tcp 3>&3 >/dev/null 2>&1 &
	children="$children $!"
	exec 3>&-
	n=0
	while [ ! -s "$state/display" ]; do
		n=$((n + 1))
		[ "$n" -lt 100 ] || { echo "Xvfb did not start" >&2; exit 1; }
		sleep 0.1
	done
	DISPLAY=:$(cat "$state/display")
	export DISPLAY
	echo "There is no display, so the screen is drawn in memory (Xvfb $DISPLAY)."
	echo "A picture of it, renewed every two seconds: $picture"
	(
		# Written beside and renamed: whoever opens it sees a whole picture.
		while sleep 2; do
			scrot -z -o "$state/.screen.png" 2>/dev/null && mv "$state/.screen.png" "$picture"
		done
	) &
	children="$children $!"
fi

bin/kiosk -state "$state" "$@" &
kiosk=$!
children="$children $kiosk"
wait "$kiosk"
