import { once } from "node:events";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { Faults } from "../../../../local/api/faults";
import { RequestLog } from "../../../../local/api/requestLog";
import { createApiServer } from "../../../../local/api/server";
import { emptyState, type State } from "../../../../local/api/state";
import { emptyVersion, Store } from "../../../../local/api/store";
import { difference } from "./compare";
import type { Interaction } from "./fixtures";

export interface Outcome {
  interaction: Interaction;
  /** `same`, `not modelled`, or the difference. */
  result: string;
  ours: string;
}

const stamps = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };

/** Sends the requests of one folder to a local Fastly that has everything they expect. */
export async function replay(interactions: readonly Interaction[], pkg: Buffer): Promise<Outcome[]> {
  const wanted: string[] = [];
  let made = 0;
  const store = new Store(emptyState(), new Map(), { newId: () => wanted.shift() ?? `made${made++}` });
  const server = createApiServer({
    store,
    faults: new Faults(),
    log: new RequestLog(),
    authorize: () => {},
    tokenOf: () => ({ scope: "global", services: [] }),
    mayLook: () => true,
    save: async () => {},
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const outcomes: Outcome[] = [];
  const cursors = new Map<string, string>();
  try {
    for (const interaction of interactions) {
      provide(store.state, interaction);
      wanted.splice(0, wanted.length, ...idsOf(interaction));
      const ours = await send(port, withCursor(interaction, cursors), pkg);
      learnCursor(interaction.answer, ours.body, cursors);
      outcomes.push({ interaction, ours: `${ours.status} ${ours.body}`, result: difference(interaction, ours) });
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return outcomes;
}

/** A cursor marks the end of a page in its own form. */
function withCursor(interaction: Interaction, cursors: Map<string, string>): Interaction {
  const [path, query] = interaction.path.split("?");
  const params = new URLSearchParams(query);
  const cursor = cursors.get(params.get("cursor") ?? "");
  if (cursor === undefined) {
    return interaction;
  }
  params.set("cursor", cursor);
  return { ...interaction, path: `${path}?${params}` };
}

function learnCursor(theirs: string, ours: string, cursors: Map<string, string>): void {
  const [from, to] = [theirs, ours].map((text) => /"next_cursor":"([^"]+)"/.exec(text)?.[1]);
  if (from !== undefined && to !== undefined) {
    cursors.set(from, to);
  }
}

/** Adds the service and version in a path: go-fastly's tests have them in their account. */
function provide(state: State, { path, method, status, answer, body }: Interaction): void {
  const [, id, number] =
    /^\/service\/([^/?]+)(?:\/version\/(\d+))?/.exec(path) ??
    /^\/enabled-products\/v1\/[^/]+\/services\/([^/]+)/.exec(path) ??
    /"type":"service","id":"([^"]+)"/.exec(body) ??
    [];
  if (id === undefined || id === "search" || status === 404) {
    return;
  }
  let service = state.services.find((each) => each.id === id);
  if (service === undefined) {
    const type = COMPUTE.test(id) || /"type":"wasm"/.test(answer) ? "wasm" : "vcl";
    service = {
      id,
      name: `service ${id}`,
      type,
      comment: "",
      ...stamps,
      deleted_at: null,
      versions: [],
      dictionaryItems: {},
      products: {},
    };
    state.services.push(service);
  }
  const { versions } = service;
  const last = Math.max(0, ...versions.map((version) => version.number));
  const made = /"number":(\d+)/.exec(answer)?.[1];
  const needed = [
    ...(number === undefined ? [] : [Number(number)]),
    ...(method === "POST" && path.endsWith("/version") && made !== undefined ? [Number(made) - 1] : []),
    ...(path.endsWith("/clone") && made !== undefined ? [Number(made) - 1] : []),
  ];
  for (const each of needed.sort((a, b) => a - b)) {
    if (each > last) {
      versions.push(emptyVersion(each, stamps));
    }
  }
}

/** The Compute service of go-fastly's tests. */
const COMPUTE = /^XsjdElScZGjmfCcTwsYRC1$/;

/** The ids of things that a request has made. */
function idsOf({ method, answer }: Interaction): string[] {
  const id = method === "GET" ? undefined : /"(?:id|integration_id|access_key)":\s*"([^"]+)"/.exec(answer)?.[1];
  return id === undefined ? [] : [id];
}

async function send(
  port: number,
  interaction: Interaction,
  pkg: Buffer,
): Promise<{ status: number; body: string; headers: Record<string, string> }> {
  const { method, path, headers, body, status } = interaction;
  let type = headers["content-type"];
  let sent: Buffer = Buffer.from(body);
  if (type?.startsWith("multipart/form-data") && path.endsWith("/package")) {
    const form = new FormData();
    form.set("package", new Blob([status === 200 ? pkg : pkg.subarray(0, 100)]), "package.tar.gz");
    const encoded = new Response(form);
    type = encoded.headers.get("content-type") ?? "";
    sent = Buffer.from(await encoded.arrayBuffer());
  }
  const others = Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !["content-type", "user-agent", "content-length", "host"].includes(name),
    ),
  );
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        headers: {
          ...others,
          ...(type !== undefined && { "content-type": type }),
          "content-length": sent.length,
          "fastly-key": "any",
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString("utf8"),
            headers: response.headers as Record<string, string>,
          }),
        );
      },
    );
    sending.on("error", reject);
    sending.end(sent);
  });
}
