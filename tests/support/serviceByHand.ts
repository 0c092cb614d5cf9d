import assert from "node:assert/strict";
import type { LocalFastly } from "../../local/api";
import { packageOf } from "../local/api/helpers";

/** A request as the web interface sends it. */
export async function call(fastly: LocalFastly, method: string, path: string, form: Record<string, string> = {}) {
  const answer = await fetch(`${fastly.url}${path}`, {
    method,
    headers: { "Fastly-Key": fastly.token, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
  assert.ok(answer.ok, `${method} ${path}: ${await answer.clone().text()}`);
  return (await answer.json()) as { id: string };
}

/** A service with every sort of secret, made by hand. */
export async function makeService(fastly: LocalFastly): Promise<string> {
  const { id } = await call(fastly, "POST", "/service", { name: "live shop", type: "wasm", comment: "Made by hand." });
  const version = `/service/${id}/version/1`;
  await call(fastly, "POST", `${version}/domain`, { name: "www.example.com" });
  await call(fastly, "POST", `${version}/healthcheck`, {
    name: "up",
    path: "/healthz",
    host: "api.example.com",
    headers: JSON.stringify(["Authorization: Bearer S3CRET-1"]),
  });
  await call(fastly, "POST", `${version}/backend`, {
    name: "api",
    address: "api.example.com",
    port: "8443",
    use_ssl: "1",
    healthcheck: "up",
    ssl_client_key: "S3CRET-2\nwith a second line\n",
  });
  const dictionary = await call(fastly, "POST", `${version}/dictionary`, { name: "settings" });
  const item = { item_key: "limit", item_value: "S3CRET-3" };
  await call(fastly, "POST", `/service/${id}/dictionary/${dictionary.id}/item`, item);
  await call(fastly, "POST", `${version}/logging/https`, {
    name: "access",
    url: "https://logs.example.com/S3CRET-4",
  });
  const form = new FormData();
  form.set("package", new Blob([packageOf()]), "package.tar.gz");
  const headers = { "Fastly-Key": fastly.token };
  await fetch(`${fastly.url}${version}/package`, { method: "PUT", headers, body: form });
  await call(fastly, "PUT", `${version}/activate`);
  return id;
}
