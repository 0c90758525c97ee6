// Writes src/shared/api/generated/schema.d.ts from a running console: npm run api -- http://127.0.0.1:8000/openapi.json
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = process.argv[2] ?? "http://127.0.0.1:8000/openapi.json";
const answer = await fetch(source);
if (!answer.ok) throw new Error(`${source} answered ${answer.status}`);
const types = astToString(await openapiTS(await answer.json(), { defaultNonNullable: false }));
const note = "// Made from the console's OpenAPI document by `npm run api`; not edited by hand.\n";
await writeFile(new URL("../src/shared/api/generated/schema.d.ts", import.meta.url), note + types);
