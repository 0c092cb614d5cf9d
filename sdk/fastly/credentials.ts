import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { knownValue } from "../pulumi/details";
import { isMocked } from "../pulumi/mocks";
import { sha256 } from "../system/sha256";
import { type FastlyClient, fastlyClient } from "./client";
import { cliConfigPath, storedToken } from "./cliTokens";
import { fastlyError } from "./errors";

/**
 * How the component reaches Fastly: the provider for its resources, and the credentials for requests without a
 * resource.
 */
export interface Credentials {
  /** The provider of every resource. Undefined: the default provider. */
  provider?: fastly.Provider;
  apiKey: pulumi.Output<string | undefined>;
  baseUrl: pulumi.Output<string>;
  /** The remedy when Fastly rejects the token, by where the token comes from. */
  tokenRemedy: string;
  /** Whether there is a Fastly to ask. Under the mocks of a unit test there is none. */
  isFastlyThere: boolean;
}

const DEFAULT_BASE_URL = "https://api.fastly.com";

/**
 * Finds the credentials in the places that Fastly users know. First comes the provider given to the component. Then
 * come the provider's own `fastly:apiKey` and `FASTLY_API_KEY`. Last come the Fastly CLI's: `FASTLY_API_TOKEN`, the
 * token of the manifest's `profile`, and the stored default token. A token of the CLI reaches the resources by a
 * provider that the component makes, as a secret. Another token later never replaces or touches the service.
 *
 * @throws ComputeError when there are none. The error lists the places.
 */
export function findCredentials(
  name: string,
  profile: string | undefined,
  component: pulumi.ComponentResource,
): Credentials {
  const isFastlyThere = !isMocked();
  const given = component.getProvider("fastly:index:ServiceCompute") as fastly.Provider | undefined;
  if (given !== undefined) {
    return { ...fromProvider(given), isFastlyThere };
  }
  const config = new pulumi.Config("fastly");
  const baseUrl = config.get("baseUrl") ?? process.env.FASTLY_API_URL ?? DEFAULT_BASE_URL;
  const inConfiguration = config.get("apiKey");
  const configured = inConfiguration ?? process.env.FASTLY_API_KEY;
  if (configured || !isFastlyThere) {
    const tokenRemedy =
      inConfiguration === undefined
        ? refused("in FASTLY_API_KEY", "Set FASTLY_API_KEY to a valid token.")
        : refused("in the configuration", "Run: pulumi config set --secret fastly:apiKey <token>");
    return { apiKey: pulumi.secret(configured), baseUrl: pulumi.output(baseUrl), tokenRemedy, isFastlyThere };
  }
  const token = process.env.FASTLY_API_TOKEN || storedToken(cliConfigPath(), profile);
  if (!token) {
    throw fastlyError("token-missing", { component: name, profile, config: cliConfigPath() });
  }
  const provider = new fastly.Provider(
    `${name}-fastly`,
    { apiKey: pulumi.secret(token), baseUrl: baseUrl === DEFAULT_BASE_URL ? undefined : baseUrl },
    { parent: component },
  );
  const tokenRemedy = process.env.FASTLY_API_TOKEN
    ? refused("in FASTLY_API_TOKEN", "Set FASTLY_API_TOKEN to a valid token.")
    : refused(profile === undefined ? "of the Fastly CLI" : `"${profile}" of the Fastly CLI`, "Run: fastly auth login");
  return { provider, apiKey: pulumi.secret(token), baseUrl: pulumi.output(baseUrl), tokenRemedy, isFastlyThere };
}

function refused(where: string, remedy: string): string {
  return `The API token ${where} is wrong or expired. ${remedy}`;
}

/**
 * A client with these credentials, for a hook.
 *
 * @param urlOf gives the address of another API of the same Fastly, from the address of this one. Default: this one.
 * @throws ComputeError in a preview that cannot know the credentials: the program's provider has them from a resource
 * that is not made yet.
 */
export async function clientOf(credentials: Credentials, urlOf = (url: string) => url): Promise<FastlyClient> {
  const access = await accessOf(credentials);
  if (access === undefined) {
    throw fastlyError("token-not-known-yet");
  }
  const [url, key] = access;
  return fastlyClient(urlOf(url), key, credentials.tokenRemedy);
}

/**
 * Identifies the account that a component deploys to, by a digest of API and token. Equal digests surely mean the same
 * account. Undefined while the credentials are not known.
 */
export async function accountOf(credentials: Credentials): Promise<string | undefined> {
  const access = await accessOf(credentials);
  return access && sha256(JSON.stringify(access));
}

async function accessOf({ baseUrl, apiKey }: Credentials): Promise<[url: string, key: string | undefined] | undefined> {
  return knownValue(pulumi.all([baseUrl, apiKey]));
}

function fromProvider(provider: fastly.Provider): Omit<Credentials, "isFastlyThere"> {
  return {
    provider,
    apiKey: pulumi.secret(pulumi.output(provider.apiKey).apply((key) => key ?? process.env.FASTLY_API_KEY)),
    baseUrl: pulumi.output(provider.baseUrl).apply((url) => url ?? process.env.FASTLY_API_URL ?? DEFAULT_BASE_URL),
    tokenRemedy: refused("of the component's provider", "Give this provider a valid [apiKey]."),
  };
}
