package localapi

import (
	"net/http"
)

// handleAgent adds what only an agent can do.
func handleAgent(mux *http.ServeMux, agent Agent) {
	a := agentAPI{agent}
	mux.HandleFunc("GET /v1/agent", func(w http.ResponseWriter, _ *http.Request) { answer(w, agent.About()) })
	mux.HandleFunc("GET /v1/state", a.state)
	mux.HandleFunc("GET /v1/log", a.log)
	mux.HandleFunc("GET /v1/diagnostics", func(w http.ResponseWriter, _ *http.Request) { answer(w, agent.Diagnostics()) })
	mux.HandleFunc("PATCH /v1/settings", a.settings)
	mux.HandleFunc("DELETE /v1/problem", func(w http.ResponseWriter, _ *http.Request) { agent.Dismiss(); done(w, nil) })
	mux.HandleFunc("POST /v1/quit", func(w http.ResponseWriter, _ *http.Request) { agent.Quit(); done(w, nil) })

	mux.HandleFunc("POST /v1/shares", a.start)
	mux.HandleFunc("POST /v1/shares/{share}/undo", a.undo)
	mux.HandleFunc("GET /v1/icons/{id}", a.icon)
	mux.HandleFunc("GET /v1/folder", a.folder)

	mux.HandleFunc("GET /v1/names", a.names)
	mux.HandleFunc("GET /v1/names/{name}", a.checkName)
	mux.HandleFunc("DELETE /v1/names/{name}", a.release)

	mux.HandleFunc("POST /v1/server/login", a.login)
	mux.HandleFunc("POST /v1/server/logout", func(w http.ResponseWriter, r *http.Request) { done(w, agent.Logout(r.Context())) })
	mux.HandleFunc("POST /v1/server/use", a.use)
	mux.HandleFunc("POST /v1/server/here", func(w http.ResponseWriter, r *http.Request) { done(w, agent.TryHere(r.Context())) })
	mux.HandleFunc("POST /v1/server/retry", func(w http.ResponseWriter, _ *http.Request) { agent.Retry(); done(w, nil) })

	mux.HandleFunc("GET /v1/window", a.window)
	mux.HandleFunc("POST /v1/window/show", a.show)
}

// agentAPI answers with what an agent says.
type agentAPI struct{ agent Agent }

func (a agentAPI) state(w http.ResponseWriter, r *http.Request) {
	tell(w, a.agent.State(r.Context(), r.URL.Query().Get("list") == "1"))
}

func (a agentAPI) log(w http.ResponseWriter, r *http.Request) {
	tell(w, a.agent.Log(r.Context(), r.URL.Query().Get("follow") == "1"))
}

func (a agentAPI) settings(w http.ResponseWriter, r *http.Request) {
	var c SettingsChange
	if read(w, r, &c) {
		done(w, a.agent.ChangeSettings(c))
	}
}

func (a agentAPI) start(w http.ResponseWriter, r *http.Request) {
	var want NewShare
	if read(w, r, &want) {
		share, err := a.agent.StartShare(r.Context(), want)
		answerOr(w, share, err)
	}
}

func (a agentAPI) undo(w http.ResponseWriter, r *http.Request) {
	share, err := a.agent.Undo(r.Context(), r.PathValue("share"))
	answerOr(w, share, err)
}

func (a agentAPI) icon(w http.ResponseWriter, r *http.Request) {
	icon := a.agent.Icon(r.PathValue("id"))
	if icon == nil {
		fail(w, http.StatusNotFound, Error{Code: CodeInvalid, Message: "There is no such icon any more."})
		return
	}
	answer(w, icon)
}

func (a agentAPI) folder(w http.ResponseWriter, r *http.Request) {
	answer(w, a.agent.FolderInfo(r.URL.Query().Get("path")))
}

func (a agentAPI) names(w http.ResponseWriter, _ *http.Request) {
	names := a.agent.Names()
	if names == nil {
		names = []HeldName{}
	}
	answer(w, names)
}

func (a agentAPI) checkName(w http.ResponseWriter, r *http.Request) {
	check, err := a.agent.CheckName(r.Context(), r.PathValue("name"))
	answerOr(w, check, err)
}

func (a agentAPI) release(w http.ResponseWriter, r *http.Request) {
	done(w, a.agent.Release(r.Context(), r.PathValue("name")))
}

func (a agentAPI) login(w http.ResponseWriter, r *http.Request) {
	var l Login
	if read(w, r, &l) {
		done(w, a.agent.Login(r.Context(), l))
	}
}

// use is the body of the request to share through a server.
type use struct {
	Server string `json:"server"`
	Pin    string `json:"pin,omitempty"`
}

func (a agentAPI) use(w http.ResponseWriter, r *http.Request) {
	var u use
	if read(w, r, &u) {
		done(w, a.agent.UseServer(r.Context(), u.Server, u.Pin))
	}
}

func (a agentAPI) window(w http.ResponseWriter, r *http.Request) {
	views, err := a.agent.Window(r.Context())
	if err != nil {
		refuse(w, err)
		return
	}
	tell(w, views)
}

func (a agentAPI) show(w http.ResponseWriter, r *http.Request) {
	var v View
	if read(w, r, &v) {
		answer(w, a.agent.Show(v))
	}
}

// answerOr answers with v, or with what went wrong.
func answerOr(w http.ResponseWriter, v any, err error) {
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, v)
}
