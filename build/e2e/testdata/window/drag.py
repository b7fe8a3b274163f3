"""Is a window with something in it that can be dragged: a file or a folder.

Usage: drag.py PATH

It says "it can be dragged" when it is there, at the screen's upper left corner, 100 by 100
pixels.
"""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk

uri = pathlib.Path(sys.argv[1]).as_uri()
window = Gtk.Window(type=Gtk.WindowType.POPUP)  # the window manager leaves it where it is
box = Gtk.EventBox()
box.add(Gtk.Label(label="Drag me"))
window.add(box)
window.set_default_size(100, 100)
window.move(0, 0)

box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()
box.connect("drag-data-get", lambda widget, context, data, info, time: data.set_uris([uri]))
box.connect("drag-end", lambda widget, context: print("it was dropped", flush=True))
window.connect("map-event", lambda widget, event: print("it can be dragged", flush=True))
window.show_all()
Gtk.main()
