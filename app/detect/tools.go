package detect

// tool is what a word of a command line says of an app.
type tool struct {
	framework string
	folder    bool // one such app serves its folder: what follows the word are details
}

// tools has the words of command lines that name a framework. What a folder
// needs beyond that, like Express in Node, is in its project files.
var tools = map[string]tool{
	"@angular/cli":       {"Angular", true},
	"@docusaurus/core":   {"Docusaurus", true},
	"@remix-run/dev":     {"Remix", true},
	"@vue/cli-service":   {"Vue CLI", true},
	"artisan":            {"Laravel", true},
	"astro":              {"Astro", true},
	"browser-sync":       {"Browsersync", true},
	"caddy":              {"Caddy", false},
	"docusaurus":         {"Docusaurus", true},
	"eleventy":           {"Eleventy", true},
	"@11ty/eleventy":     {"Eleventy", true},
	"expo":               {"Expo", true},
	"fastapi":            {"FastAPI", false},
	"flask":              {"Flask", false},
	"gatsby":             {"Gatsby", true},
	"http-server":        {"http-server", true},
	"http.server":        {"http.server", true},
	"hugo":               {"Hugo", true},
	"jekyll":             {"Jekyll", true},
	"jupyter":            {jupyter, false},
	"jupyter-lab":        {jupyter, false},
	"jupyter-notebook":   {jupyter, false},
	"jupyter-server":     {jupyter, false},
	"jupyterlab":         {jupyter, false},
	"jupyter_server":     {jupyter, false},
	"notebook":           {jupyter, false},
	"json-server":        {"json-server", false},
	"live-server":        {"live-server", true},
	"manage.py":          {"Django", true},
	"mkdocs":             {"MkDocs", true},
	"next":               {"Next", true},
	"next-server":        {"Next", true}, // as it calls itself
	"ng":                 {"Angular", true},
	"nginx":              {"nginx", true},
	"apache2":            {"Apache", true},
	"httpd":              {"Apache", true},
	"lighttpd":           {"lighttpd", false},
	"nuxi":               {"Nuxt", true},
	"nuxt":               {"Nuxt", true},
	"@nuxt/cli":          {"Nuxt", true},
	"parcel":             {"Parcel", true},
	"rails":              {"Rails", true},
	"react-scripts":      {"Create React App", true},
	"remix":              {"Remix", true},
	"runserver":          {"Django", false},
	"serve":              {"serve", true},
	"start-storybook":    {"Storybook", true},
	"storybook":          {"Storybook", true},
	"streamlit":          {"Streamlit", false},
	"vite":               {"Vite", true},
	"vite-node":          {"Vite", false},
	"vitepress":          {"VitePress", true},
	"vue-cli-service":    {"Vue CLI", true},
	"webpack":            {"webpack", true},
	"webpack-cli":        {"webpack", true},
	"webpack-dev-server": {"webpack", true},
}

// languages are what runs a program of somebody's own. Its framework, if the
// project's files name one, says more.
var languages = map[string]string{
	"bun": "Bun", "deno": "Deno", "dotnet": ".NET", "java": "Java", "node": "Node", "php": "PHP", "python": "Python",
	"ruby": "Ruby", "puma": "Ruby", "rackup": "Ruby", "unicorn": "Ruby",
	"gunicorn": "Python", "uvicorn": "Python", "hypercorn": "Python",
}

// libraries are the frameworks that a project's files name, the most telling
// first: one that stands on another comes before it.
var libraries = []struct{ language, name, framework string }{
	{"Node", "next", "Next"},
	{"Node", "nuxt", "Nuxt"},
	{"Node", "@nestjs/core", "Nest"},
	{"Node", "fastify", "Fastify"},
	{"Node", "hono", "Hono"},
	{"Node", "koa", "Koa"},
	{"Node", "@hapi/hapi", "hapi"},
	{"Node", "express", "Express"},
	{"Python", "django", "Django"},
	{"Python", "fastapi", "FastAPI"},
	{"Python", "flask", "Flask"},
	{"Ruby", "rails", "Rails"},
	{"Ruby", "sinatra", "Sinatra"},
	{"PHP", "laravel/framework", "Laravel"},
	{"PHP", "symfony/framework-bundle", "Symfony"},
}
