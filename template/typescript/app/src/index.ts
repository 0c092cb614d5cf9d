/// <reference types="@fastly/js-compute" />
import { Dictionary } from "fastly:dictionary";

async function handle({ request }: FetchEvent): Promise<Response> {
  if (new URL(request.url).pathname === "/origin") {
    return fetch(request, { backend: "origin" });
  }
  const words = new Dictionary("words");
  return new Response(`${words.get("greeting")}\n`, {
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

addEventListener("fetch", (event) => event.respondWith(handle(event)));
