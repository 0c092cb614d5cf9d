import assert from "node:assert/strict";
import type { Backend, Version } from "../../../local/api/state";
import { type Change, compareVersions } from "../../../local/page/compare";
import { comparePage } from "../../../local/page/comparePage";
import { service, stamps, state, version } from "./state";

const later = { created_at: "2026-11-22T01:00:00Z", updated_at: "2026-11-22T01:00:00Z" };
const backend = (address: string, more: Partial<Backend> = {}) =>
  ({ name: "api", address, port: 443, override_host: null, ...stamps, ...more }) as Backend;
const pkg = (files_hash: string) => ({
  id: "p1",
  metadata: { name: "shop", description: "", authors: [], language: "rust", size: 5, hashsum: "h", files_hash },
  ...stamps,
});
const link = (resource_id: string) => ({
  ...{ id: `link-${resource_id}`, name: "flags", resource_id, resource_type: "config" as const },
  ...stamps,
});

describe("the changes between two versions", () => {
  const cases: [what: string, before: Partial<Version>, after: Partial<Version>, changes: Change[]][] = [
    [
      "are none when only times differ",
      { backends: [backend("a.example")] },
      { backends: [backend("a.example", later)] },
      [],
    ],
    [
      "are none when an empty setting is empty in another way",
      { backends: [backend("a", { override_host: "" })] },
      { backends: [backend("a")] },
      [],
    ],
    [
      "name what was added and removed",
      { domains: [{ name: "old.example", comment: "", ...stamps }] },
      { domains: [{ name: "new.example", comment: "the new one", ...stamps }] },
      [
        {
          ...{ section: "Domain", name: "new.example", what: "added" },
          fields: [{ field: "comment", before: "", after: "the new one" }],
        },
        { section: "Domain", name: "old.example", what: "removed", fields: [] },
      ],
    ],
    [
      "name each setting that differs",
      { backends: [backend("a.example")] },
      { backends: [backend("b.example", { port: 8443, use_ssl: true })] },
      [
        {
          ...{ section: "Backend", name: "api", what: "changed" },
          fields: [
            { field: "address", before: "a.example", after: "b.example" },
            { field: "port", before: "443", after: "8443" },
            { field: "use_ssl", before: "", after: "yes" },
          ],
        },
      ],
    ],
    [
      "say that a credential differs, and not what it is",
      { backends: [backend("a", { ssl_client_key: "one" })] },
      { backends: [backend("a", { ssl_client_key: "two" })] },
      [
        {
          ...{ section: "Backend", name: "api", what: "changed" },
          fields: [{ field: "ssl_client_key", before: "hidden", after: "hidden" }],
        },
      ],
    ],
    [
      "have the package by the hash of its files",
      { package: pkg("aaa") },
      { package: pkg("bbb") },
      [
        {
          ...{ section: "Package", name: "shop", what: "changed" },
          fields: [{ field: "files_hash", before: "aaa", after: "bbb" }],
        },
      ],
    ],
    [
      "have a link by the name of its store",
      { links: [link("c1")] },
      { links: [link("c2")] },
      [
        {
          ...{ section: "Link", name: "flags", what: "changed" },
          fields: [{ field: "store", before: "first", after: "second" }],
        },
      ],
    ],
  ];
  const stores = state({
    configStores: [
      { id: "c1", name: "first", items: [], ...stamps },
      { id: "c2", name: "second", items: [], ...stamps },
    ],
  });
  for (const [what, before, after, changes] of cases) {
    it(what, () => assert.deepEqual(compareVersions(version(1, before), version(2, after), stores), changes));
  }

  it("are not found for a version that does not exist", () => {
    assert.equal(comparePage(service(), state(), 1, 2), undefined);
  });
});
