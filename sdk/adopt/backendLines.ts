import { type Block, type Blocks, blocksOf, entry, missing, object } from "../setup/lines";

/** What `BackendArgs` sets when it is left out: not worth a place in the line. */
const BACKEND_DEFAULTS: Record<string, unknown> = {
  port: 443,
  sslCheckCert: true,
  connectTimeout: 1000,
  firstByteTimeout: 15000,
  betweenBytesTimeout: 10000,
  maxConn: 200,
  errorThreshold: 0,
  weight: 100,
  preferIpv6: true,
};

const BACKEND_SECRETS = ["sslClientCert", "sslClientKey"];

/** A backend, with the health check that it has at Fastly. */
export function backendEntry({ name, healthcheck, ...given }: Block, check: Block | undefined): string {
  // The provider leaves out what has its own default.
  const block: Record<string, unknown> = { port: 80, useSsl: false, ...given };
  const followsFromAddress = ["overrideHost", "sslCertHostname", "sslSniHostname"];
  const fields = Object.entries({ address: block.address, ...block }).filter(
    ([key, value]) =>
      !key.startsWith("__") &&
      value !== BACKEND_DEFAULTS[key] &&
      value !== 0 &&
      !(followsFromAddress.includes(key) && value === block.address) &&
      !(key === "useSsl" && value === (block.port !== 80)) &&
      !BACKEND_SECRETS.includes(key),
  );
  return entry(
    name,
    object(Object.fromEntries(fields), check === undefined ? [] : [checkField(check, { name, ...block })]),
  );
}

export function checkOf({ healthcheck }: Block, checks: Block[]): Block | undefined {
  return healthcheck ? checks.find(({ name }) => name === healthcheck) : undefined;
}

/** The declared backends that have a health check at Fastly only. One that is declared replaces the other. */
export function uncheckedEntries(live: Blocks, declared: Blocks): string[] {
  const wanted = blocksOf(declared.backends);
  return blocksOf(live.backends).flatMap((backend) => {
    const same = wanted.find(({ name }) => name === backend.name);
    const check = checkOf(backend, blocksOf(live.healthchecks));
    return same === undefined || same.healthcheck || check === undefined
      ? []
      : [entry(backend.name, object({}, [checkField(check, same)]))];
  });
}

/** A health check is declared with its backend. */
export function unusedChecks(live: Blocks, declared: Blocks): Block[] {
  const used = blocksOf(live.backends).map(({ healthcheck }) => healthcheck);
  return missing(blocksOf(live.healthchecks), blocksOf(declared.healthchecks)).filter(
    ({ name }) => !used.includes(name),
  );
}

/** What `HealthcheckArgs` sets when it is left out. */
const CHECK_DEFAULTS: Record<string, unknown> = {
  method: "HEAD",
  expectedResponse: 200,
  checkInterval: 5000,
  timeout: 5000,
  threshold: 3,
  window: 5,
  initial: 3,
  httpVersion: "1.1",
};

function checkField({ name: _, path, headers, ...settings }: Block, backend: Block): string {
  const fields = Object.entries(settings).filter(
    ([key, value]) =>
      !key.startsWith("__") &&
      value !== CHECK_DEFAULTS[key] &&
      !(key === "host" && value === (backend.overrideHost || backend.address)),
  );
  const named = (Array.isArray(headers) ? headers : []).map((header) => String(header).split(":")[0]?.trim());
  const secrets = named.map((header) => `config.requireSecret(${JSON.stringify(`${backend.name}-${header}`)})`);
  const code = secrets.length === 0 ? [] : [`headers: [${secrets.join(", ")}]`];
  return `healthcheck: ${object({ path, ...Object.fromEntries(fields) }, code)}`;
}
