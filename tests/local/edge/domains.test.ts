import assert from "node:assert/strict";
import { emptyVersion, type Service } from "../../../local/api";
import { emptyState } from "../../../local/api/state";
import { hostName, serviceOfDomain } from "../../../local/edge/domains";

const stamps = { created_at: "", updated_at: "" };

function service(id: string, domains: string[], changes: object = {}): Service {
  const version = {
    ...emptyVersion(1, stamps),
    active: true,
    domains: domains.map((name) => ({ name, comment: "", ...stamps })),
  };
  return { id, deleted_at: null, versions: [{ ...version, ...changes }] } as unknown as Service;
}

describe("the service for a name on the local edge", () => {
  const state = {
    ...emptyState(),
    services: [
      service("wild", ["*.example.com"]),
      service("exact", ["www.example.com", "Shop.Example.org"]),
      service("inactive", ["old.example.org"], { active: false }),
      service("managed", []),
    ],
    managedDomains: [{ id: "1", fqdn: "new.example.net", service_id: "managed", description: "", ...stamps }],
  };
  const cases: [host: string, id: string | undefined][] = [
    ["www.example.com", "exact"],
    ["www.example.com.localhost:8080", "exact"],
    ["shop.EXAMPLE.org:443", "exact"],
    ["api.example.com", "wild"],
    ["a.b.example.com", undefined],
    ["example.com", undefined],
    ["old.example.org", undefined],
    ["new.example.net.localhost", "managed"],
    ["localhost:8080", undefined],
  ];
  for (const [host, id] of cases) {
    it(`is found for ${host}: ${id ?? "none"}`, () => assert.equal(serviceOfDomain(state, hostName(host))?.id, id));
  }
});
