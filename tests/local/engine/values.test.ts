import assert from "node:assert/strict";
import { inspect } from "node:util";
import { forProvider, fromStruct, toStruct } from "../../../local/engine/marshal";
import { type PropertyMap, Secret, UNKNOWN, type Value } from "../../../local/engine/value";
import {
  annotateSecrets,
  containsSecret,
  containsUnknown,
  equal,
  unwrapSecrets,
  withSecretProperties,
} from "../../../local/engine/values";

describe("property values", () => {
  it("hide secrets in JSON and in logs", () => {
    const value = { password: new Secret({ deep: "hunter2" }) };
    assert.equal(JSON.stringify(value), '{"password":"[secret]"}');
    assert.equal(inspect(value), "{ password: [secret] }");
  });

  it("reach the program and return unchanged", () => {
    const map = { a: [1, "x", null, true], secret: new Secret({ k: [UNKNOWN] }), unknown: UNKNOWN, nested: { b: 0.5 } };
    assert.deepEqual(fromStruct(toStruct(map)), map);
  });

  it("can be output values and resource references", () => {
    const signature = "4dabf18193072939515e22adb298388d";
    const output = (fields: object) => ({ [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...fields });
    const reference = { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "id1" };
    const map = fromStruct(
      toStruct({ known: output({ value: 1 }), unknown: output({}), secret: output({ value: "s", secret: true }) }),
    );
    assert.deepEqual(map, { known: 1, unknown: UNKNOWN, secret: new Secret("s") });
    assert.deepEqual(forProvider({ reference, list: [new Secret("s")], unknownId: { ...reference, id: "" } }), {
      reference: "id1",
      list: ["s"],
      unknownId: UNKNOWN,
    });
  });

  it("keep secrets by name when a provider returns them in plain", () => {
    const ins = { plain: "p", s: new Secret("x"), map: { s: new Secret("x"), p: 1 }, list: [{ s: new Secret("x") }] };
    const outs = { plain: "p", s: "x", map: { s: "x", p: 1, more: 2 }, list: [{ s: "y" }, { s: "z" }], other: 1 };
    assert.deepEqual(annotateSecrets(outs, ins), {
      plain: "p",
      s: new Secret("x"),
      map: { s: new Secret("x"), p: 1, more: 2 },
      list: new Secret([{ s: "y" }, { s: "z" }]),
      other: 1,
    });
    assert.deepEqual(withSecretProperties({ a: 1, b: [new Secret(2)] }, ["b", "missing"]), {
      a: 1,
      b: new Secret([2]),
    });
  });

  it("mark the secrets in a list when their positions are certain, and otherwise the whole list", () => {
    const key = new Secret("k");
    const ins: PropertyMap = {
      list: [
        { name: "a", key },
        { name: "b", port: 1 },
      ],
    };
    const same: PropertyMap[] = [
      { name: "a", key: "k", more: 1 },
      { name: "b", port: 1 },
    ];
    const marked = [{ ...same[0], key }, same[1] ?? {}];
    assert.deepEqual(annotateSecrets({ list: same }, ins), { list: new Secret(marked) });
    for (const list of [
      [...same].reverse(),
      [same[0] ?? {}],
      [...same, {}],
      [{ name: "a", key: "z" }, same[1] ?? {}],
      [{ name: "a" }, same[1] ?? {}],
    ]) {
      assert.deepEqual(annotateSecrets({ list } as PropertyMap, ins), { list: new Secret(list as Value) });
    }
    const whole = { list: new Secret([{ name: "a", key }]) };
    assert.deepEqual(annotateSecrets({ list: [{ name: "a", key: "k" }] }, whole), {
      list: new Secret([{ name: "a", key: "k" }]),
    });
    assert.equal(equal(new Secret(marked as Value), new Secret(same as Value)), true);
  });

  it("are compared deeply, and a secret only equals a secret", () => {
    assert.equal(equal({ a: [1, { b: new Secret("x") }] }, { a: [1, { b: new Secret("x") }] }), true);
    assert.equal(equal(new Secret("x"), "x"), false);
    assert.equal(equal(UNKNOWN, UNKNOWN), true);
    assert.equal(equal({ a: 1 }, { a: 1, b: null }), false);
    assert.equal(equal([1, 2], [1]), false);
    assert.equal(containsSecret([{ a: new Secret(1) }]), true);
    assert.equal(containsUnknown({ a: new Secret([UNKNOWN]) }), true);
    assert.deepEqual(unwrapSecrets({ a: new Secret([new Secret(1)]) }), { a: [1] });
  });
});
