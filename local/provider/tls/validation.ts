import { setTimeout as delay } from "node:timers/promises";
import type { ProviderMajor } from "pulumi-fastly-compute/internal";
import { isNotFound } from "../apiError";
import type { Context, ResourceDefinition } from "../bridge/resource";
import type { ResourceData } from "../bridge/resourceData";
import { output, string } from "../bridge/schema";
import { type Document, refs, SUBSCRIPTIONS } from "./jsonApi";

/** How long the real provider waits for a certificate altogether, and at most between two requests, in seconds. */
const WAIT = { all: 45 * 60, longest: 10 };

/** The factor by which waits are shorter here. */
const FASTER = 40;

/** The pauses of the real provider, in seconds: each twice the last one, starting with half a second. */
function* pauses(all: number): Generator<number> {
  for (let pause = 0.5, waited = 0; waited + pause <= all; pause = Math.min(pause * 2, WAIT.longest)) {
    waited += pause;
    yield pause;
  }
}

export const tlsSubscriptionValidation = (major: ProviderMajor): ResourceDefinition => ({
  type: "fastly:index/tlsSubscriptionValidation:TlsSubscriptionValidation",
  schema: [
    ...(major >= 12 ? [output("certificate_id", "string")] : []),
    string("subscription_id", { required: true, replaces: true }),
  ],
  create: async (data, context) => {
    const path = [...SUBSCRIPTIONS, data.string("subscriptionId")];
    const left = pauses(context.timeout ?? WAIT.all);
    for (;;) {
      const { data: subscription } = (await context.client.send("GET", path)) as Document;
      const { state } = subscription.attributes;
      if (state === "issued") {
        data.id = subscription.id;
        await readValidation(data, context, major);
        return;
      }
      const pause = left.next();
      if (pause.done) {
        throw new Error(`expected subscription state to be issued but it was ${String(state)}`);
      }
      await delay((pause.value * 1000) / FASTER);
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
