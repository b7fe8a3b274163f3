import type { Backend } from "./backend";

type Methods = Omit<Backend, "on" | "saveHAR"> & { SaveHAR: Backend["saveHAR"] };

/** What Wails puts into the page: the methods of Go's Bridge, and its events. */
interface Wails {
  go: { window: { Bridge: { [K in keyof Methods as Capitalize<K>]: Methods[K] } } };
  runtime: {
    EventsOn(event: string, hear: (data: never) => void): () => void;
    OnFileDrop(hear: () => void, useDropTarget: boolean): void;
  };
}

type Bridge = Wails["go"]["window"]["Bridge"];

/**
 * Wails makes an Error of whatever Go refuses with, whose message is text: that is
 * the T.Problem as JSON. refuse throws the T.Problem.
 */
function refuse(thrown: unknown): never {
  let problem: unknown;
  try {
    problem = JSON.parse((thrown as Error).message);
  } catch {
    throw thrown; // Wails' own
  }
  throw problem;
}

/** refusing is the bridge, whose methods reject with a T.Problem. */
function refusing(bridge: Bridge): Bridge {
  return new Proxy(bridge, {
    get:
      (methods, name: keyof Bridge) =>
      (...args: never[]): unknown =>
        (methods[name] as (...args: never[]) => Promise<unknown>)(...args).catch(refuse),
  });
}

/** wailsBackend is Go, by way of Wails. */
export function wailsBackend(page: unknown = window): Backend {
  const { go, runtime } = page as Wails;
  const bridge = refusing(go.window.Bridge);
  // Wails looks at what is dropped only once the page asks; the paths come as "drop".
  runtime.OnFileDrop(() => undefined, false);
  // Otherwise WebKit opens it in place of the page.
  for (const event of ["dragenter", "dragover", "drop"])
    addEventListener(event, (e) => e.preventDefault());
  // Of calls that are under way at once Wails may do the last one first.
  let turn = Promise.resolve();
  const inTurn = (call: () => Promise<void>) => (turn = turn.then(call, call));
  return {
    on: (event, hear) => runtime.EventsOn(event, hear),
    ready: () => bridge.Ready(),
    listOpen: (open) => inTurn(() => bridge.ListOpen(open)),
    share: (want) => bridge.Share(want),
    stop: (name) => bridge.Stop(name),
    undo: (name) => bridge.Undo(name),
    change: (name, change) => bridge.Change(name, change),
    password: (name) => bridge.Password(name),
    makePassword: () => bridge.MakePassword(),
    checkName: (name) => bridge.CheckName(name),
    names: () => bridge.Names(),
    release: (name) => bridge.Release(name),
    icon: (id) => bridge.Icon(id),
    folderInfo: (path) => bridge.FolderInfo(path),
    chooseFolder: (title) => bridge.ChooseFolder(title),
    login: (login) => bridge.Login(login),
    logout: () => bridge.Logout(),
    tryHere: () => bridge.TryHere(),
    retry: () => bridge.Retry(),
    changeSettings: (change) => bridge.ChangeSettings(change),
    dismiss: () => bridge.Dismiss(),
    diagnostics: () => bridge.Diagnostics(),
    licences: () => bridge.Licences(),
    watchRequests: (name) => inTurn(() => bridge.WatchRequests(name)),
    stopWatching: () => inTurn(() => bridge.StopWatching()),
    request: (name, id, reveal) => bridge.Request(name, id, reveal),
    curl: (name, id, reveal) => bridge.Curl(name, id, reveal),
    replay: (name, id, edit) => bridge.Replay(name, id, edit),
    saveHAR: (name, reveal, title) => bridge.SaveHAR(name, reveal, title),
    copy: (text) => bridge.Copy(text),
    paste: () => bridge.Paste(),
    open: (url) => bridge.Open(url),
    hide: () => bridge.Hide(),
    quit: () => bridge.Quit(),
    keepSharing: () => bridge.KeepSharing(),
  };
}
