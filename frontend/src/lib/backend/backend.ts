import type * as T from "./types";

/**
 * Backend is the whole boundary between the window and Go. Methods reject with a
 * T.Problem, whose message is a sentence for people.
 */
export interface Backend {
  /** Hears events until the function that it returns is called. */
  on<K extends keyof Events>(event: K, hear: (data: Events[K]) => void): () => void;

  /** Says that the window listens: the first "state" comes after it. */
  ready(): Promise<void>;
  /** Says whether the list of apps is in view. */
  listOpen(open: boolean): Promise<void>;

  share(want: T.NewShare): Promise<T.Share>;
  stop(name: string): Promise<void>;
  undo(name: string): Promise<T.Share>;
  change(name: string, change: T.Change): Promise<void>;
  /** What visitors need; "" if nothing. */
  password(name: string): Promise<string>;
  makePassword(): Promise<string>;

  checkName(name: string): Promise<T.NameCheck>;
  names(): Promise<T.HeldName[]>;
  release(name: string): Promise<void>;

  /** A data: URL; "" if unknown. */
  icon(id: string): Promise<string>;
  folderInfo(path: string): Promise<T.FolderInfo>;
  /** Asks in a dialog of the desktop; "" if nothing was chosen. */
  chooseFolder(title: string): Promise<string>;

  login(login: T.Login): Promise<void>;
  logout(): Promise<void>;
  tryHere(): Promise<void>;
  retry(): Promise<void>;
  changeSettings(change: T.SettingsChange): Promise<void>;
  /** Says that the person knows of the damage that Snapshot.problem tells of. */
  dismiss(): Promise<void>;
  diagnostics(): Promise<string>;
  licences(): Promise<string>;

  /** Has "requests" come for one share, instead of any other. */
  watchRequests(name: string): Promise<void>;
  stopWatching(): Promise<void>;
  request(name: string, id: number, reveal: boolean): Promise<T.Detail>;
  curl(name: string, id: number, reveal: boolean): Promise<string>;
  /** The number of the new request. */
  replay(name: string, id: number, edit: T.Edit): Promise<number>;
  /** The path it was written to; "" if the person changed their mind in the dialog. */
  saveHAR(name: string, reveal: boolean, title: string): Promise<string>;

  copy(text: string): Promise<void>;
  paste(): Promise<string>;
  open(url: string): Promise<void>;
  hide(): Promise<void>;
  quit(): Promise<void>;
  keepSharing(): Promise<void>;
}

export interface Events {
  state: T.Snapshot;
  agent: T.Agent;
  show: T.View;
  drop: string[];
  requests: T.Requests;
}
