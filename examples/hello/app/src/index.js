/// <reference types="@fastly/js-compute" />
import { Dictionary } from "fastly:dictionary";
import { Logger } from "fastly:logger";

const BUILD = 1;

async function handle({ request }) {
  const { pathname } = new URL(request.url);
  new Logger("access").log(JSON.stringify({ method: request.method, path: pathname }));

  if (pathname === "/origin") {
    return fetch(request, { backend: "origin" });
  }
  const words = new Dictionary("words");
  return new Response(`${words.get("greeting")} (${words.get("colour")}, build ${BUILD})\n`, {
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

addEventListener("fetch", (event) => event.respondWith(handle(event)));
