/// <reference types="@fastly/js-compute" />
import { Dictionary } from "fastly:dictionary";

async function handle({ request }) {
  const { pathname } = new URL(request.url);
  return pathname === "/" ? new Response(new Dictionary("texts").get("greeting")) : fetch(request, { backend: "api" });
}

addEventListener("fetch", (event) => event.respondWith(handle(event)));
