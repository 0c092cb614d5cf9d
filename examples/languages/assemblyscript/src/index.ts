import { Fastly, Response } from "@fastly/as-compute";

const request = Fastly.getClientRequest();
const body = String.UTF8.encode(`Hello from AssemblyScript: ${request.url}\n`);
Fastly.respondWith(new Response(body, {}));
