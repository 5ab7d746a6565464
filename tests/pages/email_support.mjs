// Asks caniemail which features of a letter which mail programs lack.
//
// In:  {"tools": folder of node_modules, "html": the HTML part, "clients": names}
// Out: {"missing": {title: [clients]}, "partial": {title: [clients]}, "unknown": {title: [clients]}}
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const job = JSON.parse(readFileSync(0, "utf8"));
const program = join(job.tools, "node_modules", "caniemail", "dist", "index.js");
const { caniemail } = await import(pathToFileURL(program));
const found = { missing: {}, partial: {}, unknown: {} };
const note = (kind, title, client) => {
  found[kind][title] ??= [];
  if (!found[kind][title].includes(client)) found[kind][title].push(client);
};

// caniemail gives up at the first property that it has no data of for a program, so that one is
// written down, taken out, and the rest asked about again.
function issues(client, html) {
  try {
    return caniemail({ clients: [client], html }).issues;
  } catch (error) {
    const title = /^Feature "([a-z-]+)" not found on/.exec(error.message)?.[1];
    const without = title && html.replaceAll(new RegExp(`\\b${title}:[^;"]*;?`, "g"), "");
    if (!without || without === html) throw error;
    note("unknown", title, client);
    return issues(client, without);
  }
}

for (const client of job.clients) {
  const { errors, warnings } = issues(client, job.html);
  for (const [, all] of errors) for (const one of all) note("missing", one.title, client);
  for (const [, all] of warnings) for (const one of all) note("partial", one.title, client);
}
process.stdout.write(JSON.stringify(found));
