"""Does in a program's window what a person does who hears it read aloud.

Usage: atspi.py PROGRAM SECONDS see|press|write|list [NAME]

PROGRAM is what the accessibility bus knows the program by. "see" waits until
something of that name, or whose name contains it, is shown; "press" presses it
then; "write" waits until a field has the keyboard, and puts NAME into it in place
of what is there; "list" prints all that is shown. It fails after SECONDS.
"""

import sys
import time

import pyatspi


def applications(program):
    desktop = pyatspi.Registry.getDesktop(0)
    for i in range(desktop.childCount):
        application = desktop.getChildAtIndex(i)
        if application is not None and application.name == program:
            yield application


def within(node, page=False):
    """Every object below node that is shown, outermost first; of a page also what it
    scrolls to. What is gone by the time that it is looked at is none."""
    try:
        page = page or node.getRole() == pyatspi.ROLE_DOCUMENT_WEB
        shown = pyatspi.STATE_VISIBLE if page else pyatspi.STATE_SHOWING
        for child in [node.getChildAtIndex(i) for i in range(node.childCount)]:
            if child.getState().contains(shown):
                yield child
            yield from within(child, page)  # WebKit's frames around a page say nothing
    except Exception:
        return


def texts(node):
    """What is read aloud for an object."""
    yield node.name or ""
    try:
        yield node.queryText().getText(0, -1)
    except NotImplementedError:
        pass


def find(program, name):
    best = None
    for application in applications(program):
        for node in within(application):
            try:
                said = list(texts(node))
            except Exception:
                continue  # it is gone
            if said[0] == name:
                return node
            if best is None and any(name in text for text in said):
                best = node
    return best


def field(program):
    for application in applications(program):
        for node in within(application):
            try:
                states = node.getState()
                if states.contains(pyatspi.STATE_FOCUSED) and states.contains(pyatspi.STATE_EDITABLE):
                    return node
            except Exception:
                continue
    return None


def press(node):
    action = node.queryAction()
    names = [action.getName(i) for i in range(action.nActions)]
    for wanted in ("press", "click", "jump", "activate", "toggle"):
        if wanted in names:
            return action.doAction(names.index(wanted))
    raise SystemExit(f"{node.name!r} can't be pressed, only {names}")


def main():
    program, seconds, what = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    if what == "list":
        for application in applications(program):
            for node in within(application):
                try:
                    name, *said = texts(node)
                    print(node.getRoleName(), repr(name), *(repr(t) for t in said if t))
                except Exception:
                    continue  # it is gone
        return
    end = time.monotonic() + seconds
    while True:
        node = field(program) if what == "write" else find(program, sys.argv[4])
        if node is not None:
            try:
                if what == "press":
                    press(node)
                if what == "write":
                    node.queryEditableText().setTextContents(sys.argv[4])
                return
            except NotImplementedError:
                pass  # it is only named so
        if time.monotonic() > end:
            wanted = "is a field with the keyboard" if what == "write" else f"is called {sys.argv[4]!r}"
            raise SystemExit("nothing that is shown " + wanted)
        time.sleep(0.1)


main()
