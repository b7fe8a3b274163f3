package detect

import (
	"path/filepath"
	"strings"
	"unicode"
)

const (
	// maxWords is how many words of a command line say what it is.
	maxWords = 4
	// maxWord is above any file's name that a person types; code is longer.
	maxWord = 60
)

// words are what of a command line says which program it is, and stays the same
// from start to start: names without folders, versions, options and ports. What
// npm installed is the name of its package. Once the program is named they end
// at the first option, since what follows may be anything, a password too.
func words(command []string) []string {
	if len(command) == 1 && !filepath.IsAbs(command[0]) {
		command = strings.Fields(command[0]) // a title that the program gave itself
	}
	var list []string
	named := false
	for i, arg := range command {
		if named && strings.HasPrefix(arg, "-") || len(list) == maxWords {
			break
		}
		word := plain(arg)
		if i == 0 {
			word = program(word)
		}
		if word == "" {
			continue
		}
		list = append(list, word)
		named = languages[list[0]] == "" || len(list) > 1 && word != "run" // "deno run -A server.ts"
	}
	return list
}

// plain is the part of an argument that may be a word, "" if there is none.
func plain(arg string) string {
	if strings.HasPrefix(arg, "-") || strings.Contains(arg, "://") || strings.ContainsAny(arg, "\n();") {
		return ""
	}
	if name, ok := npmPackage(arg); ok {
		return name
	}
	arg = strings.TrimSuffix(base(arg), ":")
	host, port, isAddress := strings.Cut(arg, ":")
	switch {
	case arg == "" || len(arg) > maxWord || !unicode.IsLetter([]rune(arg)[0]): // a number, an address, a dot, what stands in brackets
		return ""
	case host == "localhost", isAddress && strings.Trim(port, "0123456789") == "":
		return ""
	}
	return arg
}

// base is the last part of a path of any system.
func base(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

// npmPackage is the package that a path leads into.
func npmPackage(path string) (name string, ok bool) {
	path = strings.ReplaceAll(path, `\`, "/")
	const modules = "node_modules/"
	i := strings.LastIndex(path, modules)
	if i < 0 {
		return "", false
	}
	parts := strings.Split(strings.TrimPrefix(path[i+len(modules):], ".bin/"), "/")
	if strings.HasPrefix(parts[0], "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1], true
	}
	return strings.TrimSuffix(parts[0], ".cmd"), parts[0] != ""
}

// program is a program's name without what differs between computers.
func program(name string) string {
	name = strings.ToLower(strings.TrimSuffix(name, ".exe"))
	if short := strings.TrimRight(name, "0123456789."); short != "" {
		return short // python3.11
	}
	return name
}

// shapeOf is the command by which an app is known again. One of a tool that
// serves its folder ends with the tool: "vite preview" is "vite".
func shapeOf(words []string) string {
	if i := toolIn(words); i >= 0 && tools[words[i]].folder {
		words = words[:i+1]
	}
	return strings.Join(words, " ")
}
