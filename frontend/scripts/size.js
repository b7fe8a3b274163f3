// Fails when the scripts of the window have grown: npm run build && npm run size.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const limit = 60_000; // bytes; Svelte itself is about 15,000 of them
const dist = new URL("../dist", import.meta.url).pathname;
const scripts = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((n) =>
	n.endsWith(".js"),
);
if (scripts.length === 0) {
	console.error("There is nothing in dist. Run npm run build first.");
	process.exit(1);
}
const text = scripts.map((n) => readFileSync(join(dist, n), "utf8"));
if (text.some((t) => t.includes("FakeBackend"))) {
	console.error("The made-up backend is part of the build: it must only be in the mode fake.");
	process.exit(1);
}
const bytes = text.reduce((sum, t) => sum + gzipSync(t).length, 0);
console.log(`${bytes} of ${limit} bytes, gzipped`);
if (bytes > limit) {
	console.error("The scripts are over the limit: take something out, or say why it is worth it.");
	process.exit(1);
}
