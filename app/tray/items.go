//go:build !darwin || cgo

package tray

import (
	"context"
	"sync"

	"fyne.io/systray"
)

// items is the menu as the library has it. Its items are made once, and from then
// on only what is different is said to the desktop.
type items struct {
	chosen  chan command
	waiting sync.WaitGroup // for clicks

	mu    sync.Mutex
	lines []*line
}

// line is a row and the item that shows it.
type line struct {
	row
	item  *systray.MenuItem // nil for a separator
	under []*line
}

// newItems adds the items for rows, and waits for clicks until ctx ends.
func newItems(ctx context.Context, rows []row) *items {
	m := &items{chosen: make(chan command)}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.addTopLocked(ctx, rows)
	m.addUnderLocked(ctx)
	return m
}

// addTopLocked adds rows without what is under them.
func (m *items) addTopLocked(ctx context.Context, rows []row) {
	m.lines = nil
	for _, r := range rows {
		m.lines = append(m.lines, m.add(ctx, r, nil))
	}
}

// addUnderLocked adds what is under the rows, as they are now.
func (m *items) addUnderLocked(ctx context.Context) {
	for _, l := range m.lines {
		show := l.hidden && len(l.row.under) > 0 && !hiddenTakesItems
		if show {
			l.item.Show()
		}
		for _, r := range l.row.under {
			l.under = append(l.under, m.add(ctx, r, l.item))
		}
		if show {
			l.item.Hide()
		}
	}
}

func (m *items) add(ctx context.Context, r row, parent *systray.MenuItem) *line {
	if r.separator {
		systray.AddSeparator()
		return &line{row: r}
	}
	l := &line{row: r, item: newItem(r, parent)}
	if r.hidden {
		l.item.Hide()
	}
	clicked := l.item.ClickedCh
	m.waiting.Go(func() { m.await(ctx, l, clicked) })
	return l
}

func newItem(r row, parent *systray.MenuItem) *systray.MenuItem {
	label := escape(r.label)
	var item *systray.MenuItem
	switch {
	case parent != nil:
		item = parent.AddSubMenuItem(label, "")
	case r.check:
		item = systray.AddMenuItemCheckbox(label, "", r.checked)
	default:
		item = systray.AddMenuItem(label, "")
	}
	if r.off {
		item.Disable()
	}
	return item
}

// await tells of clicks on a line, until ctx ends or its item is removed. A click
// on a line that changed meanwhile is one on what it says now.
func (m *items) await(ctx context.Context, l *line, clicked <-chan struct{}) {
	for {
		select {
		case _, ok := <-clicked:
			if !ok {
				return
			}
		case <-ctx.Done():
			return
		}
		m.mu.Lock()
		do := l.do
		m.mu.Unlock()
		select {
		case m.chosen <- do:
		case <-ctx.Done():
			return
		}
	}
}

func (m *items) clicks() <-chan command { return m.chosen }

// list shows rows in place of those before, which were as many.
func (m *items) list(rows []row) {
	m.mu.Lock()
	defer m.mu.Unlock()
	changeAll(m.lines, rows)
}

func changeAll(lines []*line, rows []row) {
	for i, l := range lines {
		l.change(rows[i])
	}
}

// change makes an item show another row. What will be hidden is not changed, and
// what was hidden is shown last, so that nobody sees it change.
func (l *line) change(r row) {
	old := l.row
	l.row = r
	if l.item == nil {
		return
	}
	if r.hidden {
		l.label, l.off, l.checked = old.label, old.off, old.checked // as the item is
		if !old.hidden {
			l.item.Hide()
		}
		return
	}
	changeAll(l.under, r.under)
	if r.label != old.label {
		l.item.SetTitle(escape(r.label))
	}
	if r.off != old.off {
		set(r.off, l.item.Disable, l.item.Enable)
	}
	if r.checked != old.checked {
		set(r.checked, l.item.Check, l.item.Uncheck)
	}
	if old.hidden {
		l.item.Show()
	}
}

func set(on bool, yes, no func()) {
	if on {
		yes()
		return
	}
	no()
}
