import type { Detail, Request } from "../types";

const paths = [
  "/cart",
  "/src/main.ts",
  "/",
  "/api/coupon",
  "/products/linen-shirt?colour=sand",
  "/assets/hero.webp",
];
const methods = ["GET", "GET", "GET", "POST", "GET", "GET"];

/** Requests as an app makes them; the id-th of them. */
export function request(id: number, started = new Date()): Request {
  const n = id % paths.length;
  const socket = n === 2;
  return {
    id,
    started: started.toISOString(),
    method: methods[n] ?? "GET",
    path: paths[n] ?? "/",
    status: socket ? 101 : n === 3 ? 422 : 200,
    took: (6 + ((id * 37) % 180)) * 1e6,
    up: 420,
    down: 18_400,
    kind: socket ? "websocket" : "http",
    state: socket ? "running" : "done",
  };
}

const text = (s: string): string => btoa(s);

export function detail(r: Request, revealed: boolean): Detail {
  const socket = r.kind === "websocket";
  return {
    ...r,
    sent: 0.4e6,
    firstByte: r.took * 0.8,
    revealed,
    request: {
      proto: "HTTP/1.1",
      headSize: 420,
      header: [
        { name: "Host", value: "localhost:5173" },
        {
          name: "User-Agent",
          value: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15",
        },
        { name: "Accept", value: "text/html,application/xhtml+xml" },
        ...(r.method === "POST" ? [{ name: "Content-Type", value: "application/json" }] : []),
        { name: "Cookie", value: revealed ? "session=8f2c1d" : "(hidden)" },
      ],
      body:
        r.method === "POST"
          ? { data: text('{"code":"SUMMER","cart":[1,2]}'), size: 30 }
          : { size: 0 },
    },
    response: {
      proto: "HTTP/1.1",
      reason: "OK",
      headSize: 180,
      header: [
        { name: "Content-Type", value: "application/json" },
        { name: "Cache-Control", value: "no-cache" },
      ],
      body: {
        data: text(
          '{"ok":false,"error":"This code has ended.","items":[{"id":1,"name":"Linen shirt"}]}',
        ),
        size: 83,
      },
    },
    ...(socket
      ? {
          frameCount: 3,
          frames: [
            {
              at: r.started,
              up: false,
              opcode: 1,
              final: true,
              length: 20,
              text: '{"type":"connected"}',
            },
            {
              at: r.started,
              up: true,
              opcode: 1,
              final: true,
              length: 15,
              text: '{"type":"ping"}',
            },
            { at: r.started, up: false, opcode: 2, final: true, length: 2400 },
          ],
        }
      : {}),
  };
}
