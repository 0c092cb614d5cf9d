import assert from "node:assert/strict";
import { covers, parsePath, resetAt } from "../../../local/engine/propertyPath";

describe("property paths", () => {
  const paths: [text: string, path: (string | number)[]][] = [
    ["name", ["name"]],
    ["a.b[0].c", ["a", "b", 0, "c"]],
    ['a["b.c"]', ["a", "b.c"]],
    ['["say \\"hi\\""]', ['say "hi"']],
    ["a[*].b", ["a", "*", "b"]],
    ["*", ["*"]],
  ];
  for (const [text, path] of paths) {
    it(`${text} is ${JSON.stringify(path)}`, () => assert.deepEqual(parsePath(text), path));
  }

  it("cover the properties inside them", () => {
    assert.equal(covers(parsePath("backends"), parsePath("backends[0].address")), true);
    assert.equal(covers(parsePath("backends[*].address"), parsePath("backends[3].address")), true);
    assert.equal(covers(parsePath("backends[0].address"), parsePath("backends[0]")), false);
    assert.equal(covers(parsePath("backends[*]"), parsePath("backends")), false);
    assert.equal(covers(parsePath("back"), parsePath("backends")), false);
  });

  it("reset new values to the old ones at the path", () => {
    const olds = { a: { x: 1, y: 2 }, list: [{ v: 1 }, { v: 2 }], gone: true };
    const news = { a: { x: 9, y: 9, z: 9 }, list: [{ v: 8 }, { v: 9 }, { v: 10 }], added: true };
    assert.deepEqual(resetAt(news, olds, parsePath("a.x")), { ...news, a: { x: 1, y: 9, z: 9 } });
    assert.deepEqual(resetAt(news, olds, parsePath("a.*")), { ...news, a: { x: 1, y: 2 } });
    assert.deepEqual(resetAt(news, olds, parsePath("list[*].v")).list, [{ v: 1 }, { v: 2 }, { v: 10 }]);
    assert.deepEqual(resetAt(news, olds, parsePath("gone")), { ...news, gone: true });
    assert.deepEqual(resetAt(news, olds, parsePath("added")), { a: news.a, list: news.list });
  });
});
