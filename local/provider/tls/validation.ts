import { setTimeout as delay } from "node:timers/promises";
import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { isNotFound } from "../apiError";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { output, string } from "../bridge/schema";
import { type Document, refs, SUBSCRIPTIONS } from "./jsonApi";

/** How often a subscription is looked at, in milliseconds: the real provider waits up to 10 s, and 45 minutes in all. */
const POLL = { pause: 200, tries: 300 };

export const tlsSubscriptionValidation = (major: ProviderMajor): ResourceDefinition => ({
  type: "fastly:index/tlsSubscriptionValidation:TlsSubscriptionValidation",
  schema: [
    ...(major >= 12 ? [output("certificate_id", "string")] : []),
    string("subscription_id", { required: true, replaces: true }),
  ],
  create: async (data, context) => {
    const path = [...SUBSCRIPTIONS, data.string("subscriptionId")];
    for (let tries = 1; ; tries++) {
      const { data: subscription } = (await context.client.send("GET", path)) as Document;
      const { state } = subscription.attributes;
      if (state === "issued") {
        data.id = subscription.id;
        await readValidation(data, context, major);
        return;
      }
      if (tries === POLL.tries) {
        throw new Error(`expected subscription state to be issued but it was ${String(state)}`);
      }
      await delay(POLL.pause);
    }
  },
  read: (data, context) => readValidation(data, context, major),
  delete: async () => {},
});

async function readValidation(data: ResourceData, { client }: Context, major: ProviderMajor): Promise<void> {
  try {
    const found = (await client.send("GET", [...SUBSCRIPTIONS, data.string("subscriptionId")])) as Document;
    const [certificate = ""] = refs(found.data, "tls_certificates");
    const isThere = major >= 12 ? certificate !== "" : found.data.attributes.state === "issued";
    data.id = isThere ? data.string("subscriptionId") : "";
    if (major >= 12) data.set("certificateId", certificate);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    data.id = "";
  }
}
