package autostart

// disapproved reads what Windows keeps of a program that Task Manager or the
// settings list: twelve bytes, of which the first is odd for one that was
// switched off, and the last eight are since when.
func disapproved(data []byte) bool { return len(data) > 0 && data[0]&1 == 1 }
