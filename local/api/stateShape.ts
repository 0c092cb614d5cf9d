import { optional, type Shape } from "../shape";
import type { State } from "./state";

const named: Shape = { list: { object: { name: "text" } } };
const withId: Shape = { list: { object: { id: "text", name: "text" } } };
const items: Shape = { list: { object: { item_key: "text", item_value: "text" } } };

const version: Shape = {
  object: {
    number: "number",
    active: "flag",
    locked: "flag",
    staging: "flag",
    comment: "text",
    domains: named,
    backends: named,
    healthchecks: named,
    dictionaries: withId,
    links: { list: { object: { id: "text", name: "text", resource_id: "text", resource_type: "text" } } },
    logging: { list: { object: { name: "text", kind: "text", settings: "object" } } },
    package: optional({
      object: { id: "text", metadata: { object: { hashsum: "text", files_hash: "text", size: "number" } } },
    }),
    imageOptimizer: optional("object"),
  },
};

/** The shape that the API needs of a state: the lists and names of `State`. The compiler notices a missing one. */
export const STATE: Shape = {
  object: {
    services: {
      list: {
        object: {
          id: "text",
          name: "text",
          type: "text",
          comment: "text",
          deleted_at: optional("text"),
          versions: { list: version },
          dictionaryItems: { record: items },
          products: { record: "object" },
          activations: optional({ list: { object: { version: "number", created_at: "text" } } }),
        },
      },
    },
    configStores: { list: { object: { id: "text", name: "text", created_at: "text", updated_at: "text", items } } },
    kvStores: {
      list: {
        object: {
          id: "text",
          name: "text",
          created_at: "text",
          updated_at: "text",
          items: {
            list: {
              object: {
                key: "text",
                value: "text",
                metadata: optional("text"),
                generation: "number",
                expires_at: optional("text"),
              },
            },
          },
        },
      },
    },
    secretStores: {
      list: {
        object: {
          id: "text",
          name: "text",
          secrets: { list: { object: { name: "text", value: "text", digest: "text" } } },
        },
      },
    },
    acls: {
      list: {
        object: { id: "text", name: "text", entries: { list: { object: { prefix: "text", action: "text" } } } },
      },
    },
    managedDomains: { list: { object: { id: "text", fqdn: "text", service_id: optional("text") } } },
    // Missing in files of earlier versions.
    tls: optional({
      object: {
        subscriptions: {
          list: {
            object: { id: "text", state: "text", certificate_authority: "text", domains: { list: "text" } },
          },
        },
        activations: { list: { object: { id: "text", certificate: "text", domain: "text" } } },
        privateKeys: optional({ list: { object: { id: "text", public_key_sha1: "text" } } }),
        certificates: optional({
          list: { object: { id: "text", domains: { list: "text" }, public_key_sha1: "text" } },
        }),
        bulkCertificates: optional({
          list: { object: { id: "text", domains: { list: "text" }, public_key_sha1: "text" } },
        }),
        mutualAuthentications: optional(withId),
      },
    }),
    tlsConfigurationName: optional("text"),
    dns: optional({ list: { object: { name: "text", type: "text", values: { list: "text" } } } }),
    alerts: optional({ list: { object: { id: "text", name: "text", service_id: "text", source: "text" } } }),
    dashboards: optional({ list: { object: { id: "text", name: "text" } } }),
    integrations: optional({ list: { object: { id: "text", type: "text", config: { record: "text" } } } }),
    accessKeys: optional({ list: { object: { access_key: "text", buckets: { list: "text" } } } }),
    users: optional({ list: { object: { id: "text", login: "text", name: "text", role: "text" } } }),
    serviceAuthorizations: optional({ list: { object: { id: "text", service: "text", user: "text" } } }),
    ngwafWorkspaces: optional({ list: { object: { id: "text", name: "text", mode: "text" } } }),
  } satisfies Record<keyof State, Shape>,
};
