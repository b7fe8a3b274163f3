// The shapes that pass between the window and Go, by the json tags of app/localapi
// and tunnelcore/inspect. Times are RFC 3339; absent means none. Durations are
// nanoseconds. Bytes are base64.

export type Time = string;
export type Nanoseconds = number;
export type Base64 = string;

export type ShareState =
  "starting" | "live" | "waiting" | "paused" | "reconnecting" | "unreachable" | "failed";

export interface Share {
  name: string;
  url: string;
  target: string;
  folder?: boolean;
  app?: string;
  icon?: string;
  state: ShareState;
  since: Time;
  web: boolean;
  inspected: boolean;
  protected: boolean;
  until?: Time;
  watching: number;
  lastVisit?: Time;
  visitors?: Visitor[];
  profile?: string;
  kept?: boolean;
  background?: boolean;
  note?: string;
  problem?: Problem;
}

export interface Visitor {
  browser: string;
  path: string;
  seen: Time;
  here: boolean;
}

/** Problem is localapi.Error: what methods reject with, and what is in the way of a share. */
export interface Problem {
  code: string;
  message: string;
  suggestions?: string[];
  device?: string;
  target?: string;
  app?: string;
}

export interface NewShare {
  target?: string;
  folder?: string;
  name?: string;
  wait?: boolean;
  move?: boolean;
  policy: Policy;
  anyway?: boolean;
}

export interface Policy {
  password?: string;
}

/** Change leaves alone what is absent. The end at "0001-01-01T00:00:00Z" is none. */
export interface Change {
  until?: Time;
  password?: string;
  name?: string;
  move?: boolean;
  profile?: string;
  target?: string;
  kept?: boolean;
}

export const never: Time = "0001-01-01T00:00:00Z";

export type ServerState = "none" | "connecting" | "connected" | "unreached" | "offline" | "refused";

export interface Server {
  address: string;
  state: ServerState;
  since: Time;
  retryAt?: Time;
  problem?: Problem;
  account?: string;
  domain?: string;
  here?: boolean;
}

export interface App {
  port: number;
  target: string;
  name: string;
  framework?: string;
  title?: string;
  icon?: string;
  hidden?: string;
  risk?: string;
  share?: string;
}

export interface Settings {
  appearance: string;
  language: string;
  notifications: boolean;
  inspect: boolean;
  atSignIn: string;
  askedAtSignIn: boolean;
  askedPublic: boolean;
  device: string;
  version: string;
}

export type SettingsChange = Partial<
  Omit<Settings, "atSignIn" | "device" | "version"> & { atSignIn: boolean }
>;

export interface Snapshot {
  server: Server;
  shares: Share[] | null;
  apps: App[] | null;
  settings: Settings;
  problem?: Problem;
}

export interface FolderInfo {
  path: string;
  files: number;
  page?: string;
  refused?: string;
}

export interface NameCheck {
  name: string;
  free: boolean;
  problem?: Problem;
}

export interface HeldName {
  name: string;
  live: boolean;
  until: Time;
}

export interface Login {
  invite?: string;
  server?: string;
  pin?: string;
  token?: string;
  keep?: Keep;
}

export type Keep = "" | "file" | "memory";

export interface View {
  name: string;
  share?: string;
  invite?: string;
}

export type AgentState = "starting" | "lost" | "running" | "old";

export interface Agent {
  state: AgentState;
  message?: string;
}

export interface Request {
  id: number;
  started: Time;
  method: string;
  path: string;
  status: number;
  took: Nanoseconds;
  up: number;
  down: number;
  kind: "http" | "websocket" | "sse";
  state: "running" | "done" | "failed";
  replayOf?: number;
  note?: string;
}

export interface Requests {
  share: string;
  requests: Request[];
}

export interface Detail extends Request {
  request: Message;
  response: Message;
  frames?: Frame[];
  frameCount?: number;
  sent?: Nanoseconds;
  firstByte?: Nanoseconds;
  revealed?: boolean;
}

export interface Message {
  proto?: string;
  reason?: string;
  header?: Field[];
  headSize: number;
  body: Body;
}

export interface Field {
  name: string;
  value: string;
}

export interface Body {
  data?: Base64;
  size: number;
  truncated?: boolean;
  dropped?: boolean;
  encoding?: string;
}

export interface Frame {
  at: Time;
  up: boolean;
  opcode: number;
  final: boolean;
  length: number;
  text?: string;
  truncated?: boolean;
}

/** Edit is inspect.Edit, which has no json tags. What is absent stays as it was. */
export interface Edit {
  Method?: string;
  Path?: string;
  /** The whole header. */
  Header?: Field[];
  Body?: Base64;
}
