package detect

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// write makes files below a folder, by their paths.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestProjects(t *testing.T) {
	const long = "a-name-that-is-longer-than-a-row-of-a-list-could-show"
	for _, c := range []struct {
		name      string
		files     map[string]string
		folder    string // where the app runs, below the folder "shop"
		words     string
		want      string
		framework string
	}{
		{"a folder without anything", nil, "", "node server.js", "shop", "Node"},
		{"npm's name", map[string]string{"package.json": `{"name": "checkout"}`}, "", "node server.js", "checkout", "Node"},
		{"without its scope", map[string]string{"package.json": `{"name": "@acme/checkout"}`}, "", "node server.js", "checkout", "Node"},
		{"npm's file without a name", map[string]string{"package.json": `{"type": "module"}`}, "", "node server.js", "shop", "Node"},
		{"npm's file broken", map[string]string{"package.json": `{"name": "che`}, "", "node server.js", "shop", "Node"},
		{"a name that is no text", map[string]string{"package.json": `{"name": ["x"]}`}, "", "node server.js", "shop", "Node"},
		{"a name with a line break", map[string]string{"package.json": `{"name": "check\n\u202eout\u0007"}`}, "", "node s", "checkout", "Node"},
		{"a long name", map[string]string{"package.json": `{"name": "` + long + `"}`}, "", "node s", long[:maxName-1] + "…", "Node"},
		{"a file too large", map[string]string{"package.json": `{"name": "checkout", "x": "` + strings.Repeat("x", maxProjectFile) + `"}`}, "", "node s", "shop", "Node"},
		{"another too large", map[string]string{"go.mod": "module till\n" + strings.Repeat("x", maxProjectFile)}, "", "web", "shop", ""},
		{"a folder instead of a file", map[string]string{"package.json/x": ""}, "", "node server.js", "shop", "Node"},
		{"express", map[string]string{"package.json": `{"dependencies": {"express": "5", "vite": "8"}}`}, "", "node server.js", "shop", "Express"},
		{"a tool before a library", map[string]string{"package.json": `{"dependencies": {"express": "5"}}`}, "", "node vite", "shop", "Vite"},
		{"express in Bun", map[string]string{"package.json": `{"dependencies": {"express": "5"}}`}, "", "bun server.ts", "shop", "Express"},
		{"express is no Python", map[string]string{"package.json": `{"dependencies": {"express": "5"}}`}, "", "python app.py", "shop", "Python"},
		{"flask", map[string]string{"requirements.txt": "Flask==3.0\n"}, "", "python app.py", "shop", "Flask"},
		{"fastapi", map[string]string{"pyproject.toml": "dependencies = [\"fastapi>=0.1\"]\n"}, "", "python uvicorn main:app", "shop", "FastAPI"},
		{"manage.py", map[string]string{"manage.py": ""}, "", "gunicorn shop.wsgi", "shop", "Django"},
		{"rails", map[string]string{"Gemfile": "gem \"rails\", \"~> 8\"\n"}, "", "puma", "shop", "Rails"},
		{"rails without a Gemfile", map[string]string{"config.ru": "require \"rails\"\n"}, "", "puma", "shop", "Rails"},
		{"laravel", map[string]string{"composer.json": `{"name": "acme/till", "require": {"laravel/framework": "12"}}`}, "", "php", "till", "Laravel"},
		{"a Go module", map[string]string{"go.mod": "// x\nmodule example.com/acme/till/v2\n"}, "cmd/web", "web", "till", ""},
		{"the nearest", map[string]string{"package.json": `{"name": "all"}`, "web/package.json": `{"name": "web"}`}, "web", "node vite", "web", "Vite"},
		{"above", map[string]string{"package.json": `{"name": "all"}`}, "a/b", "node vite", "all", "Vite"},
		{"too far above", map[string]string{"package.json": `{"name": "all"}`}, "a/b/c/d", "node vite", "d", "Vite"},
		{"a page", map[string]string{"site/index.html": ""}, "site", "python http.server", "site", "http.server"},
	} {
		t.Run(c.name, func(t *testing.T) {
			top := t.TempDir()
			shop := filepath.Join(top, "shop")
			write(t, shop, c.files)
			folder := filepath.Join(shop, filepath.FromSlash(c.folder))
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			p := readProject(folder, top)
			if p.name != c.want {
				t.Errorf("the project is %q, want %q", p.name, c.want)
			}
			if got := framework(strings.Fields(c.words), p); got != c.framework {
				t.Errorf("the framework is %q, want %q", got, c.framework)
			}
		})
	}
}

func TestFoldersThatAreNoProjects(t *testing.T) {
	home := t.TempDir()
	write(t, home, map[string]string{"package.json": `{"name": "stray"}`})
	for _, folder := range []string{"", home, string(filepath.Separator), filepath.Join(home, "gone")} {
		want := ""
		if filepath.Base(folder) == "gone" {
			want = "gone"
		}
		if p := readProject(folder, home); p.name != want {
			t.Errorf("%q is called %q, want %q", folder, p.name, want)
		}
	}
}

// Nothing in a folder leads out of it, or makes us wait.
func TestHostileFolders(t *testing.T) {
	top := t.TempDir()
	secret := filepath.Join(top, "secret")
	write(t, top, map[string]string{"secret/package.json": `{"name": "secret"}`, "shop/inner.json": `{"name": "inner"}`})
	shop := filepath.Join(top, "shop")
	file := filepath.Join(shop, "package.json")
	for _, c := range []struct {
		name, want string
		make       func() error
	}{
		{"a link out of it", "shop", func() error { return os.Symlink(filepath.Join(secret, "package.json"), file) }},
		{"a link upwards", "shop", func() error { return os.Symlink("../secret/package.json", file) }},
		{"a link within it", "inner", func() error { return os.Symlink("inner.json", file) }},
		{"a link to itself", "shop", func() error { return os.Symlink("package.json", file) }},
		{"a pipe", "shop", func() error { return exec.Command("mkfifo", file).Run() }},
		{"a pipe, and nobody writes", "shop", func() error { return silentPipe(t, file) }},
		{"a file without end", "shop", func() error { return os.Symlink("/dev/zero", file) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.make(); err != nil {
				t.Skip(err)
			}
			defer os.Remove(file)
			if p := readProject(shop, top); p.name != c.want {
				t.Errorf("the project is %q, want %q", p.name, c.want)
			}
		})
	}
}

// silentPipe makes a pipe that stays open, and has nothing to say.
func silentPipe(t *testing.T, name string) error {
	if err := exec.Command("mkfifo", name).Run(); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err == nil {
		t.Cleanup(func() { f.Close() })
	}
	return err
}
