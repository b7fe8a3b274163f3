package ending

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Parse reads an ending as people write it, in now's time zone:
//
//	"" or stop         no end: the zero time
//	90m, 1h, 1h30m     that much later
//	7d                 the same time of day, so many days later
//	eod, end of day    the midnight to come
//	18:00              today
//	tomorrow 18:00
//	2026-12-24         the end of that day
//	2026-12-24 18:00
//
// The result is after now by at most a year and has no monotonic clock. A time
// that the clocks show twice, as they go back, is the first that is still to
// come. The errors are sentences that say what to write.
func Parse(s string, now time.Time) (time.Time, error) {
	short := strings.ToLower(strings.Join(strings.Fields(s), " "))
	if short == "" || short == "stop" {
		return time.Time{}, nil
	}
	t, err := read(short, now)
	switch {
	case err != nil:
		return time.Time{}, err
	case !t.After(now):
		return time.Time{}, fmt.Errorf("%q has passed; choose a later time", s)
	case t.After(now.AddDate(1, 0, 0)):
		return time.Time{}, errTooFar(s)
	}
	return t.Round(0), nil
}

func errTooFar(s string) error {
	return fmt.Errorf(`%q is more than a year away; choose an earlier time, or "stop" to share until you stop`, s)
}

// read tries one form after the other.
func read(s string, now time.Time) (time.Time, error) {
	if s == "eod" || s == "end of day" {
		return endOf(now, now), nil
	}
	if d, err := time.ParseDuration(s); err == nil {
		return now.Add(d), nil
	}
	if n, ok := strings.CutSuffix(s, "d"); ok && n != "" && strings.Trim(n, "0123456789") == "" {
		return readDays(n, now)
	}
	if t, err := time.Parse("15:04", s); err == nil {
		return today(t, now)
	}
	if t, err := time.Parse("tomorrow 15:04", s); err == nil {
		return at(dayAfter(now), t, now)
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return endOf(t, now), nil
	}
	if t, err := time.Parse("2006-01-02 15:04", s); err == nil {
		return at(t, t, now)
	}
	return time.Time{}, fmt.Errorf(`%q is not a time to end at; write one like 1h, 7d, eod, 18:00, 2026-12-24, "2026-12-24 18:00", or stop`, s)
}

func today(clock, now time.Time) (time.Time, error) {
	t, err := at(now, clock, now)
	if err == nil && !t.After(now) {
		// Not tomorrow on its own: nobody should share for a day by a minute's delay.
		return t, fmt.Errorf("it is past %[1]s today; write \"tomorrow %[1]s\", or a later time", clock.Format("15:04"))
	}
	return t, err
}

func readDays(n string, now time.Time) (time.Time, error) {
	days, err := strconv.ParseUint(n, 10, 16)
	if err != nil { // beyond 65535
		return time.Time{}, errTooFar(n + "d")
	}
	return now.AddDate(0, 0, int(days)), nil
}
