#!/bin/sh
# Draws the program's icon in every form that is needed, from app/window/icon/gotunnel.svg.
# What it writes is committed, so that a build needs no
# graphics program. It needs python3-gi, GdkPixbuf with librsvg, and ImageMagick.
set -eu
cd "$(dirname "$0")/.."
. build/setup/env.sh

source=app/window/icon/gotunnel.svg

# draw PIXELS FILE
draw() {
	/usr/bin/python3 - "$source" "$1" "$2" <<'END'
import sys
import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf

source, pixels, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
GdkPixbuf.Pixbuf.new_from_file_at_size(source, pixels, pixels).savev(file, "png", ["compression"], ["9"])
END
}

temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

draw 128 app/window/icon/gotunnel.png
draw 1024 build/appicon.png # Wails makes the macOS icon of it
for pixels in 16 24 32 48 64 128 256; do
	draw "$pixels" "$temp/$(printf %03d "$pixels").png"
done
mkdir -p build/windows
convert "$temp"/*.png build/windows/icon.ico
say "Drawn from $source"
