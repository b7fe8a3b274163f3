package detect

import (
	"debug/buildinfo"
	"slices"
)

// framework names what an app is made with, by its command and its project.
func framework(words []string, p project) string {
	if i := toolIn(words); i >= 0 {
		return tools[words[i]].framework
	}
	language := ""
	if len(words) > 0 {
		language = languages[words[0]]
	}
	for _, l := range libraries {
		if sameLanguage(l.language, language) && p.needs(l.name) {
			return l.framework
		}
	}
	if language == "Python" && p.has("manage.py") {
		return "Django"
	}
	return language
}

// toolIn is where the words name a tool, -1 if they don't: first of all, or as
// what a language runs. "gotunneld serve" is no "serve".
func toolIn(words []string) int {
	for i, word := range words {
		if _, ok := tools[word]; ok && (i == 0 || languages[words[0]] != "") {
			return i
		}
	}
	return -1
}

// sameLanguage also takes what runs Node's packages without Node.
func sameLanguage(a, b string) bool {
	return a == b || a == "Node" && slices.Contains([]string{"Bun", "Deno"}, b)
}

// isGo reports whether a program was built by Go.
func isGo(exe string) bool {
	_, err := buildinfo.ReadFile(exe)
	return err == nil
}
