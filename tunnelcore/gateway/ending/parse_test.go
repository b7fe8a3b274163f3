package ending_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the test names zones, wherever it runs

	"gotunnel/tunnelcore/gateway/ending"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParse(t *testing.T) {
	const berlin = "Europe/Berlin" // forward on 29 March 2026 at 02:00, back on 25 October at 03:00
	tests := []struct {
		name, zone, now, in, want string // want "": no end
	}{
		{"nothing", berlin, "2026-11-22 14:00", "", ""},
		{"blanks", berlin, "2026-11-22 14:00", "  ", ""},
		{"when I stop", berlin, "2026-11-22 14:00", " Stop ", ""},
		{"hour", berlin, "2026-11-22 14:00", "1h", "2026-11-22 15:00 +0100"},
		{"minutes", berlin, "2026-11-22 14:00", "90m", "2026-11-22 15:30 +0100"},
		{"hour and a half", berlin, "2026-11-22 14:00", "1h30m", "2026-11-22 15:30 +0100"},
		{"hour over new year", berlin, "2026-12-31 23:30", "1h", "2027-01-01 00:30 +0100"},
		{"hour while clocks go forward", berlin, "2026-03-29 01:30", "1h", "2026-03-29 03:30 +0200"},
		{"hour while clocks go back", berlin, "2026-10-25 02:30 +0200", "1h", "2026-10-25 02:30 +0100"},
		{"end of day", berlin, "2026-11-22 14:00", "end of  day", "2026-11-23 00:00 +0100"},
		{"eod", berlin, "2026-11-22 23:59", "EOD", "2026-11-23 00:00 +0100"},
		{"eod at midnight", berlin, "2026-11-22 00:00", "eod", "2026-11-23 00:00 +0100"},
		{"eod of 31 December", berlin, "2026-12-31 12:00", "eod", "2027-01-01 00:00 +0100"},
		{"eod of a day of 23 hours", berlin, "2026-03-29 00:30", "eod", "2026-03-30 00:00 +0200"},
		{"eod where midnight is skipped", "Africa/Cairo", "2026-04-23 23:30", "eod", "2026-04-24 01:00 +0300"},
		{"eod where midnight comes twice", "Africa/Cairo", "2026-10-29 22:00", "eod", "2026-10-30 00:00 +0200"},
		{"days", berlin, "2026-11-22 14:00", "7d", "2026-11-29 14:00 +0100"},
		{"days over a change of clocks", berlin, "2026-03-25 14:00", "7d", "2026-04-01 14:00 +0200"},
		{"time", berlin, "2026-11-22 14:00", "18:00", "2026-11-22 18:00 +0100"},
		{"time with one digit", berlin, "2026-11-22 08:00", "9:30", "2026-11-22 09:30 +0100"},
		{"time after clocks went forward", berlin, "2026-03-29 01:00", "18:00", "2026-03-29 18:00 +0200"},
		{"time that comes twice", berlin, "2026-10-25 01:00", "02:30", "2026-10-25 02:30 +0200"},
		{"time that comes once more", berlin, "2026-10-25 02:45 +0200", "02:30", "2026-10-25 02:30 +0100"},
		{"half an hour forward", "Australia/Lord_Howe", "2026-10-04 01:00", "02:30", "2026-10-04 02:30 +1100"},
		{"tomorrow", berlin, "2026-11-22 14:00", "Tomorrow 08:15", "2026-11-23 08:15 +0100"},
		{"date", berlin, "2026-11-22 14:00", "2026-12-24", "2026-12-25 00:00 +0100"},
		{"date of today", berlin, "2026-11-22 14:00", "2026-11-22", "2026-11-23 00:00 +0100"},
		{"date and time", berlin, "2026-11-22 14:00", "2026-12-24 18:00", "2026-12-24 18:00 +0100"},
		{"date and time in summer", berlin, "2026-03-01 14:00", "2026-07-01 18:00", "2026-07-01 18:00 +0200"},
		{"a year", berlin, "2026-11-22 14:00", "2027-11-22 14:00", "2027-11-22 14:00 +0100"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := read(t, tt.now, zone(t, tt.zone))
			got, err := ending.Parse(tt.in, now)
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if !got.IsZero() {
					t.Errorf("an end at %v, want none", got)
				}
				return
			}
			if s := got.Format("2006-01-02 15:04 -0700"); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
			if !got.After(now) {
				t.Errorf("%v is not after %v", got, now)
			}
		})
	}
}

// read reads a time in a zone; with an offset, one that the clocks show twice.
func read(t *testing.T, s string, loc *time.Location) time.Time {
	t.Helper()
	if got, err := time.Parse("2006-01-02 15:04 -0700", s); err == nil {
		return got.In(loc)
	}
	got, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"time of today", "13:59", `it is past 13:59 today; write "tomorrow 13:59"`},
		{"this very minute", "14:00", "it is past 14:00 today"},
		{"date", "2026-11-21", "has passed"},
		{"date and time", "2026-11-22 13:00", "has passed"},
		{"no time", "0m", "has passed"},
		{"no days", "0d", "has passed"},
		{"negative", "-1h", "has passed"},
		{"over a year", "2027-11-22 14:01", "more than a year away"},
		{"many days", "367d", "more than a year away"},
		{"more days than fit", "99999999999999999999d", "more than a year away"},
		{"hours", "9000h", "more than a year away"},
		{"far date", "9999-12-31", "more than a year away"},
		{"word", "soon", `"soon" is not a time to end at; write one like`},
		{"number", "18", "is not a time"},
		{"days without a number", "d", "is not a time"},
		{"negative days", "-1d", "is not a time"},
		{"hour 24", "24:00", "is not a time"},
		{"minute 60", "18:60", "is not a time"},
		{"30 February", "2027-02-30", "is not a time"},
		{"what follows", "18:00 or so", "is not a time"},
		{"overflow", "9999999999h", "is not a time"},
		{"skipped", "2027-03-28 02:30", "there is no 02:30 on 28 March: the clocks go forward then"},
	}
	now := read(t, "2026-11-22 14:00", zone(t, "Europe/Berlin"))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ending.Parse(tt.in, now)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if !got.IsZero() {
				t.Errorf("an error and a time, %v", got)
			}
		})
	}
}

// What Parse returns must not depend on a clock that sleeps.
func TestParseIsWallClock(t *testing.T) {
	for _, in := range []string{"1h", "7d", "eod", "tomorrow 12:00"} {
		got, err := ending.Parse(in, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if got != got.Round(0) { // != compares the monotonic clock too
			t.Errorf("%s has a monotonic clock: %v", in, got)
		}
	}
}

func TestText(t *testing.T) {
	tests := []struct{ name, until, want string }{
		{"today", "2026-11-22 18:00", "Until 18:00"},
		{"today at once", "2026-11-22 14:01", "Until 14:01"},
		{"midnight", "2026-11-23 00:00", "Until midnight"},
		{"tomorrow", "2026-11-23 18:00", "Until tomorrow 18:00"},
		{"tomorrow's end", "2026-11-24 00:00", "Until the end of tomorrow"},
		{"this year", "2026-12-24 18:00", "Until 24 Dec 18:00"},
		{"this year, all day", "2026-12-25 00:00", "Until the end of 24 Dec"},
		{"last day of the year", "2027-01-01 00:00", "Until the end of 31 Dec"},
		{"next year", "2027-01-01 08:00", "Until 1 Jan 2027 08:00"},
		{"now", "2026-11-22 14:00", "Ended"},
		{"another zone", "2026-11-22 23:30 -0500", "Until tomorrow 05:30"},
	}
	loc := zone(t, "Europe/Berlin")
	now := read(t, "2026-11-22 14:00", loc)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			until := read(t, tt.until, loc).UTC()
			if got := ending.Text(until, now); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := ending.Text(time.Time{}, now); got != "Until you stop sharing" {
		t.Errorf("without an end: %q", got)
	}
}
