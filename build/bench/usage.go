package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// clockTick is USER_HZ, the unit of the times in /proc/PID/stat: 100 a second
// on every Linux architecture that Go runs on (man 5 proc_pid_stat).
const clockTick = 100

// cpuSeconds is what the process has used so far, in user and kernel mode. It
// counts in steps of 10 ms.
func (p *process) cpuSeconds() (float64, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("CPU time of %s: %w", p.spec.name, err)
	}
	return parseStat(stat)
}

// parseStat takes utime and stime, fields 14 and 15. Field 2 is the program's
// name in brackets and may hold anything, so the count starts after its end.
func parseStat(stat []byte) (float64, error) {
	end := bytes.LastIndexByte(stat, ')')
	fields := strings.Fields(string(stat[end+1:]))
	if end < 0 || len(fields) < 13 {
		return 0, fmt.Errorf("unexpected /proc stat line %q", stat)
	}
	var ticks uint64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseUint(f, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("unexpected /proc stat line %q", stat)
		}
		ticks += n
	}
	return float64(ticks) / clockTick, nil
}

// loadAverage is that of the last minute, or empty where there is none.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// rss is the process's resident memory in bytes, shared pages included.
func (p *process) rss() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("memory of %s: %w", p.spec.name, err)
	}
	return parseRSS(status)
}

// parseRSS takes the VmRSS line, which is in KiB although it says kB.
func parseRSS(status []byte) (float64, error) {
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("unexpected line %q", line)
			}
			return float64(n << 10), nil
		}
	}
	return 0, fmt.Errorf("no VmRSS in /proc status")
}
