// Fails the build when the JavaScript a first visit loads outgrows its budget.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 300;
const dist = new URL("../dist/", import.meta.url);
const html = await readFile(new URL("index.html", dist), "utf8");
const files = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const sizes = { js: 0, css: 0 };
for (const file of files) {
  sizes[file.split(".").pop()] += gzipSync(await readFile(new URL(file, dist))).length / 1000;
}
console.log(`first load, gzipped: ${sizes.js.toFixed(0)} kB JavaScript, ${sizes.css.toFixed(0)} kB CSS`);
if (sizes.js === 0 || sizes.js > BUDGET_KB) {
  console.error(`the budget is ${BUDGET_KB} kB of JavaScript`);
  process.exit(1);
}
