/// <reference types="@fastly/js-compute" />
import { KVStore } from "fastly:kv-store";

const TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
};

async function handle({ request }) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  }
  const path = decodeURIComponent(new URL(request.url).pathname).slice(1);
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  const found = await new KVStore("site").get(file);
  if (found === null) {
    return new Response("Not found\n", { status: 404, headers: { "content-type": TYPES.txt } });
  }
  const type = TYPES[file.split(".").at(-1)] ?? "application/octet-stream";
  return new Response(found.body, { headers: { "content-type": type } });
}

addEventListener("fetch", (event) => event.respondWith(handle(event)));
