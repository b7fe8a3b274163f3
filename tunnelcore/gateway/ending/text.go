package ending

import "time"

// Text says an ending to people, in now's time zone: "Until 18:00", "Until
// tomorrow 18:00", "Until 24 Dec 18:00", "Until midnight" or "Until the end of
// 24 Dec"; "Until you stop sharing" for the zero time and "Ended" for a past one.
func Text(until, now time.Time) string {
	switch {
	case until.IsZero():
		return "Until you stop sharing"
	case !until.After(now):
		return "Ended"
	}
	until = until.In(now.Location())
	clock := until.Format("15:04")
	if clock != "00:00" {
		return join("Until", day(until, now), clock)
	}
	last := day(until.Add(-time.Minute), now)
	if last == "" {
		return "Until midnight"
	}
	return "Until the end of " + last
}

// day is a date as people say it; "" is today.
func day(t, now time.Time) string {
	const layout = "2 Jan 2006"
	switch t.Format(layout) {
	case now.Format(layout):
		return ""
	case dayAfter(now).Format(layout):
		return "tomorrow"
	}
	if t.Year() == now.Year() {
		return t.Format("2 Jan")
	}
	return t.Format(layout)
}

func join(start, day, clock string) string {
	if day == "" {
		return start + " " + clock
	}
	return start + " " + day + " " + clock
}
