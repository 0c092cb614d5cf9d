import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { findViceroy } from "../../local/edge/viceroy";
import type { LocalFastly } from "../../local/index";
import { makeProject } from "./project";

const ROOT = resolve(__dirname, "../..");
const JS_APP = join(ROOT, "examples/hello/app");
const BUILT = join(ROOT, "node_modules/.cache/fastly-compute-edge");

/** Skips a test, visibly, where Viceroy is not installed. */
export function needsViceroy(this: Mocha.Context): void {
  if (findViceroy() === undefined) {
    console.log("      skipped: no viceroy on PATH (cargo install viceroy --locked)");
    this.skip();
  }
}

/** The Wasm of a JavaScript program. Undefined where Fastly's toolchain is not installed. Built once. */
export function javascriptWasm(source: string): Buffer | undefined {
  if (!existsSync(join(JS_APP, "node_modules/@fastly/js-compute"))) {
    console.log("      skipped: no @fastly/js-compute (npm ci in examples/hello/app)");
    return undefined;
  }
  const wasm = join(BUILT, `${createHash("sha256").update(source).digest("hex")}.wasm`);
  if (!existsSync(wasm)) {
    mkdirSync(BUILT, { recursive: true });
    writeFileSync(`${wasm}.js`, source);
    execFileSync("npx", ["--no-install", "js-compute-runtime", `${wasm}.js`, wasm], { cwd: JS_APP, stdio: "ignore" });
  }
  return readFileSync(wasm);
}

/** The Wasm of examples/languages/go that answers with `text`. Undefined where Go is not installed. Built once. */
export function goWasm(text: string): Buffer | undefined {
  if (spawnSync("go", ["version"]).status !== 0) {
    console.log("      skipped: no go on PATH");
    return undefined;
  }
  const wasm = join(BUILT, `go-${createHash("sha256").update(text).digest("hex")}.wasm`);
  if (!existsSync(wasm)) {
    const directory = join(makeProject({}), "go");
    cpSync(join(ROOT, "examples/languages/go"), directory, { recursive: true });
    const main = readFileSync(join(directory, "main.go"), "utf8");
    writeFileSync(join(directory, "main.go"), main.replace('"Hello from Go\\n"', JSON.stringify(text)));
    const env = { ...process.env, GOOS: "wasip1", GOARCH: "wasm" };
    execFileSync("go", ["build", "-o", wasm, "."], { cwd: directory, stdio: "ignore", env });
  }
  return readFileSync(wasm);
}

/** A package as the component uploads it. */
export function packageOf(wasm: Buffer, manifest = 'manifest_version = 3\nname = "probe"\n'): Buffer {
  const files = { "probe/fastly.toml": Buffer.from(manifest), "probe/bin/main.wasm": wasm };
  const blocks = Object.entries(files).flatMap(([path, content]) => {
    const header = Buffer.alloc(512);
    new Header({ path, size: content.length, mode: 0o644, type: "File", mtime: new Date(0) }).encode(header);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 1 });
}

/** Calls the local Fastly's API as its clients do. */
export async function callApi(
  fastly: LocalFastly,
  method: string,
  path: string,
  body?: Record<string, unknown> | FormData,
  // biome-ignore lint/suspicious/noExplicitAny: the answer of any endpoint
): Promise<any> {
  const form = body instanceof FormData;
  const answer = await fetch(`${fastly.url}${path}`, {
    method,
    headers: { "fastly-key": fastly.token, ...(!form && body && { "content-type": "application/json" }) },
    body: form ? body : body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  }
  return text === "" ? undefined : JSON.parse(text);
}

export interface Deployment {
  domain: string;
  wasm: Buffer;
  manifest?: string;
  backends?: Record<string, unknown>[];
  /** Dictionaries with their items. */
  dictionaries?: Record<string, Record<string, string>>;
  /** Resource ids by link name. */
  links?: Record<string, string>;
}

/** A service with an active version. */
export async function deploy(fastly: LocalFastly, name: string, deployment: Deployment): Promise<string> {
  const { id } = await callApi(fastly, "POST", "/service", { name, type: "wasm" });
  const at = `/service/${id}/version/1`;
  await callApi(fastly, "POST", `${at}/domain`, { name: deployment.domain });
  for (const backend of deployment.backends ?? []) {
    await callApi(fastly, "POST", `${at}/backend`, backend);
  }
  for (const [dictionary, items] of Object.entries(deployment.dictionaries ?? {})) {
    const made = await callApi(fastly, "POST", `${at}/dictionary`, { name: dictionary });
    for (const [item_key, item_value] of Object.entries(items)) {
      await callApi(fastly, "POST", `/service/${id}/dictionary/${made.id}/item`, { item_key, item_value });
    }
  }
  for (const [link, resource_id] of Object.entries(deployment.links ?? {})) {
    await callApi(fastly, "POST", `${at}/resource`, { name: link, resource_id });
  }
  await activate(fastly, id, 1, packageOf(deployment.wasm, deployment.manifest));
  return id;
}

/** Adds a version with another program. */
export async function deployVersion(fastly: LocalFastly, id: string, wasm: Buffer, manifest?: string): Promise<number> {
  const newest = fastly.service(id).versions.length;
  const { number } = await callApi(fastly, "PUT", `/service/${id}/version/${newest}/clone`);
  await activate(fastly, id, number, packageOf(wasm, manifest));
  return number;
}

async function activate(fastly: LocalFastly, id: string, version: number, archive: Buffer): Promise<void> {
  const form = new FormData();
  form.set("package", new Blob([archive]), "package.tar.gz");
  await callApi(fastly, "PUT", `/service/${id}/version/${version}/package`, form);
  await callApi(fastly, "PUT", `/service/${id}/version/${version}/activate`);
}
