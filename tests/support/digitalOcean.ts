import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** DigitalOcean's API for DNS records, as far as its real provider uses it. `DIGITALOCEAN_API_URL` leads to it. */
export interface DigitalOceanStub {
  env: { DIGITALOCEAN_API_URL: string; DIGITALOCEAN_TOKEN: string };
  /** The present records. */
  records(): Record<string, unknown>[];
  stop(): Promise<void>;
}

export async function digitalOceanStub(): Promise<DigitalOceanStub> {
  const records = new Map<string, Record<string, unknown>>();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const answer = (status: number, body?: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(body && JSON.stringify(body));
    const [, id] = /^\/v2\/domains\/[^/]+\/records(?:\/(\d+))?$/.exec(request.url ?? "") ?? [];
    const sent = () => JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
    // The API returns a name without the dot at its end, and the provider adds the dot again.
    const stored = (key: string, { data, ...record }: Record<string, unknown>) =>
      records.set(key, { ...record, id: Number(key), data: String(data).replace(/\.$/, "") }).get(key);
    if (request.method === "POST" && id === undefined) {
      answer(201, { domain_record: stored(String(records.size + 1), sent()) });
    } else if (id === undefined || !records.has(id)) {
      answer(404, { id: "not_found", message: "The resource you were accessing could not be found." });
    } else if (request.method === "DELETE") {
      records.delete(id);
      answer(204);
    } else {
      answer(200, { domain_record: request.method === "PUT" ? stored(id, sent()) : records.get(id) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: { DIGITALOCEAN_API_URL: `http://127.0.0.1:${port}`, DIGITALOCEAN_TOKEN: "test" },
    records: () => [...records.values()],
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
