import assert from "node:assert/strict";
import * as fc from "fast-check";
import { isBase64 } from "../../../local/api/fields";
import { batchLines, bytesOfBase64 } from "../../../local/api/kinds/kvItems";

const lines = (...texts: string[]) => batchLines(Buffer.from(texts.join("\n")));

describe("a batch of KV items", () => {
  it("is read line by line, with fields in any order and with any spaces", () => {
    const given = [
      '{"key":"a","value":"MQ=="}',
      "",
      '  { "value" : "MQ==", "metadata" : "m\\u00e9 \\"value\\":\\"x\\"", "key" : "b \\"value\\":\\"", "time_to_live_sec": 60 }',
      '{"value":"QUJD\\/w==","key":"c"}',
      '{"value":"MQ==","key":"d","value":"Mg=="}',
      '{"value":"MQ==","key":"e","value":""}\r',
      `${" ".repeat(40)}`,
      '{"metadata":null,"key":"f","value":""}',
    ];
    assert.deepEqual(
      lines(...given).map(({ key, value, metadata, seconds }) => [key, value.toString("latin1"), metadata, seconds]),
      [
        ["a", "1", null, undefined],
        ['b "value":"', "1", 'mé "value":"x"', 60],
        ["c", "ABC\xff", null, undefined],
        ["d", "2", null, undefined],
        ["e", "", null, undefined],
        ["f", "", null, undefined],
      ],
    );
  });

  for (const line of [
    '{"key":"a"}',
    '{"key":"a","value":"M"}',
    '{"key":"a","value":"M-=="}',
    '{"key":"a","of":{"value":"MQ=="}}',
    '{"key":"a","value":"MQ=="',
    '{"key":"a","value":"MQ==","metadata":"a\\nb"}',
    '{"key":"a","value":"MQ==","time_to_live_sec":"60"}',
    '{"key":1,"value":"MQ=="}',
    '["key"]',
    "nothing",
  ]) {
    it(`is refused with ${line}`, () => {
      assert.throws(() => lines('{"key":"fine","value":"MQ=="}', line), /each line of a batch/);
    });
  }

  it("accepts only padded base64 on one line", () => {
    const alphabet = fc.constantFrom(..."ABYZabz0129+/=-_ \n\u00e9");
    const text = fc.oneof(fc.string({ unit: alphabet, maxLength: 12 }), fc.base64String());
    fc.assert(
      fc.property(text, (given) => {
        const bytes = bytesOfBase64(given);
        assert.equal(bytes !== undefined, isBase64(given));
        assert.ok(bytes === undefined || bytes.equals(Buffer.from(given, "base64")));
      }),
      { numRuns: process.env.TEST_LONG ? 100_000 : 2_000, seed: 18 },
    );
  });
});
