import { activeVersion, type LocalFastly } from "../../local/api";

/**
 * Makes at `cli` what its command line tells a person to make: the log endpoints, each with no more than the values that
 * had to be given. What Fastly then takes by itself is what the component's own are compared with.
 *
 * @param isGiven whether a value was given, and is no default.
 * @returns their names.
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
