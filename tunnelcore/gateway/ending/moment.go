package ending

import (
	"fmt"
	"time"
)

// at is the moment of a date and a time of day in now's time zone. It is an
// error when the clocks there go forward past it.
func at(date, clock, now time.Time) (time.Time, error) {
	t, ok := moment(date, clock.Hour(), clock.Minute(), now)
	if !ok {
		return t, fmt.Errorf("there is no %s on %s: the clocks go forward then; choose another time",
			clock.Format("15:04"), date.Format("2 January"))
	}
	return t, nil
}

// endOf is the first moment of the day after a date, in now's time zone.
func endOf(date, now time.Time) time.Time {
	t, _ := moment(dayAfter(date), 0, 0, now) // at 01:00 where the clocks go forward at midnight
	return t
}

// dayAfter is the date after another, as a date without a time zone: noon, which
// no zone skips.
func dayAfter(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+1, 12, 0, 0, 0, time.UTC)
}

// moment is when the clocks in now's time zone show a time of day on a date.
// When they do so twice it is the first that is after now. When they never do,
// ok is false and it is as much later as they go forward.
//
// time.Date does not say which of two it returns, hence this way: the zone's
// offsets a day before and a day after are the two that the time can have.
func moment(date time.Time, hour, minute int, now time.Time) (t time.Time, ok bool) {
	shown := time.Date(date.Year(), date.Month(), date.Day(), hour, minute, 0, 0, time.UTC)
	_, before := shown.AddDate(0, 0, -1).In(now.Location()).Zone()
	_, after := shown.AddDate(0, 0, 1).In(now.Location()).Zone()
	for _, offset := range []int{before, after} {
		u := shown.Add(-time.Duration(offset) * time.Second).In(now.Location())
		if u.Format(time.DateTime) != shown.Format(time.DateTime) {
			continue
		}
		t, ok = u, true
		if t.After(now) {
			return t, true
		}
	}
	if !ok {
		t = shown.Add(-time.Duration(before) * time.Second).In(now.Location())
	}
	return t, ok
}
