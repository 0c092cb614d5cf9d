import { activeVersion, type LocalFastly } from "../../local/api";

/**
 * Makes the log endpoints at `cli` as its command line tells a person to, with only the required values. The
 * component's endpoints are compared with Fastly's defaults for the rest.
 *
 * @param isGiven whether a value was given and is no default.
 * @returns the names of the endpoints.
 */
export async function makeLogEndpointsByHand(
  cli: LocalFastly,
  ours: LocalFastly,
  isGiven: (value: string) => boolean,
): Promise<string[]> {
  const [service] = cli.services();
  const [wanted] = ours.services();
  const endpoints = (wanted && activeVersion(wanted)?.logging) ?? [];
  if (service === undefined || endpoints.length === 0) {
    return [];
  }
  const call = async (method: string, path: string, form: Record<string, string> = {}) => {
    const answer = await fetch(`${cli.url}/service/${service.id}/version/${path}`, {
      method,
      headers: { "Fastly-Key": cli.token },
      ...(method === "POST" && { body: new URLSearchParams(form) }),
    });
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${await answer.text()}`);
    }
    return (await answer.json()) as { number: number };
  };
  const active = activeVersion(service)?.number;
  const { number: draft } = await call("PUT", `${active}/clone`);
  for (const { name, kind, settings } of endpoints) {
    const given = Object.entries(settings).filter(([, value]) => typeof value === "string" && isGiven(value));
    await call("POST", `${draft}/logging/${kind}`, { name, ...(Object.fromEntries(given) as Record<string, string>) });
  }
  await call("PUT", `${draft}/activate`);
  return endpoints.map(({ name }) => name);
}
