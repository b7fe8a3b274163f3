export namespace inspect {
	
	export interface Body {
	    data?: string;
	    size: number;
	    truncated?: boolean;
	    dropped?: boolean;
	    encoding?: string;
	}
	export interface Frame {
	    at: string;
	    up: boolean;
	    opcode: number;
	    final: boolean;
	    length: number;
	    text?: string;
	    truncated?: boolean;
	    compressed?: boolean;
	}
	export interface Interim {
	    status: number;
	    header?: Field[];
	}
	export interface Field {
	    name: string;
	    value: string;
	}
	export interface Message {
	    proto?: string;
	    reason?: string;
	    header?: Field[];
	    trailer?: Field[];
	    headSize: number;
	    body: Body;
	}
	export interface Detail {
	    id: number;
	    started: string;
	    method: string;
	    path: string;
	    status: number;
	    took: number;
	    up: number;
	    down: number;
	    kind: string;
	    state: string;
	    replayOf?: number;
	    note?: string;
	    request: Message;
	    response: Message;
	    interim?: Interim[];
	    frames?: Frame[];
	    frameCount?: number;
	    sent?: number;
	    firstByte?: number;
	    revealed?: boolean;
	}
	export interface Edit {
	    Method: string;
	    Path: string;
	    Header: Field[];
	    Body: string;
	}
	
	
	
	
	export interface Summary {
	    id: number;
	    started: string;
	    method: string;
	    path: string;
	    status: number;
	    took: number;
	    up: number;
	    down: number;
	    kind: string;
	    state: string;
	    replayOf?: number;
	    note?: string;
	}

}

export namespace localapi {
	
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
	export interface Change {
	    until?: string;
	    password?: string;
	    name?: string;
	    move?: boolean;
	    profile?: string;
	    target?: string;
	    kept?: boolean;
	}
	export interface Error {
	    code: string;
	    message: string;
	    suggestions?: string[];
	    device?: string;
	    target?: string;
	    app?: string;
	}
	export interface FolderInfo {
	    path: string;
	    files: number;
	    page?: string;
	    refused?: string;
	}
	export interface HeldName {
	    name: string;
	    live: boolean;
	    until?: string;
	}
	export interface Login {
	    invite?: string;
	    server?: string;
	    pin?: string;
	    token?: string;
	    keep?: string;
	}
	export interface NameCheck {
	    name: string;
	    free: boolean;
	    problem?: Error;
	}
	export interface Policy {
	    profile?: string;
	    password?: string;
	    until?: string;
	    allow?: string[];
	    headers?: Record<string, string>;
	    noIndex?: boolean;
	    requests?: number;
	    bytes?: number;
	}
	export interface NewShare {
	    target?: string;
	    folder?: string;
	    kind?: string;
	    name?: string;
	    port?: number;
	    wait?: boolean;
	    raw?: boolean;
	    noInspect?: boolean;
	    move?: boolean;
	    policy: Policy;
	    anyway?: boolean;
	    once?: boolean;
	}
	
	export interface Server {
	    address: string;
	    state: string;
	    since: string;
	    retryAt?: string;
	    problem?: Error;
	    account?: string;
	    domain?: string;
	    here?: boolean;
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
	export interface SettingsChange {
	    appearance?: string;
	    language?: string;
	    notifications?: boolean;
	    inspect?: boolean;
	    atSignIn?: boolean;
	    askedAtSignIn?: boolean;
	    askedPublic?: boolean;
	}
	export interface Visitor {
	    browser: string;
	    path: string;
	    seen: string;
	    here: boolean;
	}
	export interface Share {
	    name: string;
	    url: string;
	    target: string;
	    folder?: boolean;
	    app?: string;
	    icon?: string;
	    state: string;
	    since: string;
	    web: boolean;
	    inspected: boolean;
	    protected: boolean;
	    until?: string;
	    watching: number;
	    lastVisit?: string;
	    visitors?: Visitor[];
	    profile?: string;
	    kept?: boolean;
	    background?: boolean;
	    note?: string;
	    problem?: Error;
	}
	export interface Snapshot {
	    server: Server;
	    shares: Share[];
	    apps: App[];
	    settings: Settings;
	    problem?: Error;
	}
	export interface View {
	    name: string;
	    share?: string;
	    invite?: string;
	}

}

export namespace window {
	
	export interface AgentStatus {
	    state: string;
	    message?: string;
	}
	export interface RequestBatch {
	    share: string;
	    requests: inspect.Summary[];
	}

}

