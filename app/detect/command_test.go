package detect

import "testing"

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		name, shape, framework string
		command                []string
	}{
		{"vite", "node vite", "Vite", []string{"/usr/bin/node", "/home/kim/shop/node_modules/.bin/vite", "--port", "5173"}},
		{"vite on another port", "node vite", "Vite", []string{"node", "node_modules/vite/bin/vite.js", "--port=5174", "--host", "localhost"}},
		{"vite by pnpm", "node vite", "Vite", []string{"node", "/s/node_modules/.pnpm/vite@8.3/node_modules/vite/bin/vite.js", "preview"}},
		{"vite on Windows", "node vite", "Vite", []string{`C:\Program Files\nodejs\node.exe`, `C:\shop\node_modules\vite\bin\vite.js`}},
		{"next", "node next", "Next", []string{"node", "node_modules/next/dist/bin/next", "dev", "-p", "3000"}},
		{"next, as it calls itself", "next-server", "Next", []string{"next-server (v16.4.5)"}},
		{"webpack", "node webpack", "webpack", []string{"node", "node_modules/webpack/bin/webpack.js", "serve", "--mode", "development"}},
		{"webpack, as it calls itself", "webpack", "webpack", []string{"webpack"}},
		{"storybook", "node storybook", "Storybook", []string{"node", "node_modules/storybook/dist/bin/dispatcher.js", "dev", "-p", "6006"}},
		{"angular", "node @angular/cli", "Angular", []string{"node", "/s/node_modules/@angular/cli/bin/ng.js", "serve"}},
		{"two scripts of a folder", "node admin.js", "Node", []string{"node", "--watch", "./admin.js", "8080"}},
		{"http.server", "python http.server", "http.server", []string{"python3.11", "-m", "http.server", "8000", "--bind", "127.0.0.1"}},
		{"flask", "python flask", "Flask", []string{"/s/.venv/bin/python3", "/s/.venv/bin/flask"}},
		{"django", "python manage.py", "Django", []string{"python", "manage.py", "runserver", "0.0.0.0:8000"}},
		{"django by another name", "python site.py runserver", "Django", []string{"python", "-u", "site.py", "runserver", "127.0.0.1:8000"}},
		{"uvicorn", "python uvicorn main:app", "Python", []string{"python", "/s/bin/uvicorn", "main:app", "--port", "8000"}},
		{"puma, as it calls itself", "puma", "Ruby", []string{"puma 6.4.2 (tcp://localhost:3000) [shop]"}},
		{"rails", "ruby rails", "Rails", []string{"ruby3.1", "bin/rails", "server", "-p", "3000"}},
		{"php", "php", "PHP", []string{"php8.2", "-S", "localhost:8000"}},
		{"laravel", "php artisan", "Laravel", []string{"php", "artisan", "serve", "--port=8000"}},
		{"nginx's first process", "nginx", "nginx", []string{"nginx: master process /usr/sbin/nginx -c /etc/nginx.conf"}},
		{"nginx's worker", "nginx", "nginx", []string{"nginx: worker process"}},
		{"our own", "gotunneld serve", "", []string{"/usr/bin/gotunneld", "serve", "--listen", ":8080"}},
		{"at most four words", "java a b c", "Java", []string{"java", "a", "b", "c", "d"}},
		{"what follows an option", "till", "", []string{"/usr/bin/till", "--token", "gt_secret"}},
		{"what follows a script's option", "node till.js", "Node", []string{"node", "till.js", "--password", "secret"}},
		{"options before the script", "node till.js", "Node", []string{"node", "--watch", "--no-warnings", "till.js"}},
		{"deno", "deno run till.ts", "Deno", []string{"deno", "run", "-A", "till.ts", "--x", "y"}},
		{"code", "node", "Node", []string{"node", "-e", "let secret = 1;\nlet x = 2"}},
		{"a name that is code", "node", "Node", []string{"node", "-e", "require('http').createServer((q, r) => r.end()).listen(3000)"}},
		{"no command", "", "", nil},
		{"an empty command", "", "", []string{""}},
		{"a slash", "", "", []string{"/"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := words(c.command)
			if got := shapeOf(w); got != c.shape {
				t.Errorf("the shape is %q, want %q", got, c.shape)
			}
			if got := framework(w, project{}); got != c.framework {
				t.Errorf("the framework is %q, want %q", got, c.framework)
			}
		})
	}
}
