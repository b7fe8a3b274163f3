package password

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	list := words()
	if len(list) != 1024 || !slices.IsSorted(list) {
		t.Fatalf("%d words, sorted: %v", len(list), slices.IsSorted(list))
	}
	for i, word := range list {
		if len(word) < 4 || len(word) > 7 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is not 4 to 7 letters", word)
		}
		for _, other := range list[i+1:] {
			if oneSlip(word, other) {
				t.Errorf("%q and %q are one slip apart", word, other)
			}
		}
	}
}

// oneSlip tells whether two words are the same, or are after a letter of one is
// changed or left out.
func oneSlip(a, b string) bool {
	start := 0
	for start < min(len(a), len(b)) && a[start] == b[start] {
		start++
	}
	a, b = a[start:], b[start:]
	rest := func(s string) string { return s[min(1, len(s)):] }
	return a == b || rest(a) == rest(b) || rest(a) == b || a == rest(b)
}

func TestGenerate(t *testing.T) {
	const n = 2000
	seen, used := map[string]bool{}, map[string]bool{}
	for range n {
		password := Generate()
		picked := strings.Split(password, "-")
		if len(picked) != 3 {
			t.Fatalf("%q is not three words", password)
		}
		for _, word := range picked {
			if _, ok := slices.BinarySearch(words(), word); !ok {
				t.Fatalf("%q is not of the list", word)
			}
			used[word] = true
		}
		seen[password] = true
	}
	// By chance two are the same in 1 of 500 runs, three values are in 1 of 10^6.
	if len(seen) < n-1 {
		t.Errorf("%d of %d are different", len(seen), n)
	}
	// 6000 words leave out 3 of 1024 on average; 40 in no run.
	if len(used) < 984 {
		t.Errorf("%d words of 1024 are used", len(used))
	}
}

func TestCopyText(t *testing.T) {
	got := CopyText("https://shop.share.acme.dev", "amber-otter-lake")
	if want := "https://shop.share.acme.dev\nPassword: amber-otter-lake"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
