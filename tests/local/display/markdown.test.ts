import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { renderFullDiff } from "../../../local/display/display";
import { renderMarkdown } from "../../../local/display/markdown";
import type { EngineEvent, PolicyEvent, StepOp } from "../../../local/engine/events";
import { Secret, UNKNOWN } from "../../../local/engine/value";
import { BACKEND, COMPONENT, message, outputs, SERVICE, start, step, violation } from "./events";

function report(events: EngineEvent[], changes: Partial<Record<StepOp, number>>, ok = true): string {
  return renderMarkdown({
    operation: "preview",
    ok,
    exitCode: ok ? 0 : 1,
    changes,
    outputs: {},
    errors: [],
    events: [start("preview"), ...events],
  });
}

describe("the Markdown report", () => {
  it("shows changes with old and new values, and the outputs", () => {
    assert.equal(
      report(
        [
          step("same", COMPONENT),
          step("create", BACKEND, { inputs: { address: "api.example.com", port: 443, note: "" } }),
          step("update", SERVICE, {
            oldInputs: { comment: "a", token: new Secret("A") },
            inputs: { comment: "b", token: new Secret("B"), items: { "x.y": "1" } },
          }),
          outputs({ url: UNKNOWN, same: 1 }, { url: "https://a", same: 1 }),
        ],
        { create: 1, update: 1, same: 2 },
      ),
      `### Preview of \`hello/dev\`

**1** to create, **1** to update, 2 unchanged.

| Change | Type | Name | Properties |
| --- | --- | --- | --- |
| \`+\` create | \`fastly-compute:index:Backend\` | \`edge-api\` |  |
| \`~\` update | \`fastly:index:ServiceCompute\` | \`edge\` | \`comment\` \`items\` \`token\` |

<details><summary>+ fastly-compute:index:Backend edge-api</summary>

| Property | Old | New |
| --- | --- | --- |
| \`address\` |  | \`"api.example.com"\` |
| \`port\` |  | \`443\` |

</details>

<details><summary>~ fastly:index:ServiceCompute edge</summary>

| Property | Old | New |
| --- | --- | --- |
| \`comment\` | \`"a"\` | \`"b"\` |
| \`items\` |  | \`{ x.y: "1" }\` |
| \`token\` | \`[secret]\` | \`[secret]\` |

</details>

#### Outputs

| Output | Old | New |
| --- | --- | --- |
| \`url\` | \`"https://a"\` | \`[unknown]\` |
`,
    );
  });

  it("shows policy violations and errors before the changes", () => {
    assert.equal(
      report(
        [
          violation("mandatory", "backend-tls", "No TLS."),
          message("error", "stopped by policy"),
          message("info", "hi"),
        ],
        {},
        false,
      ),
      `### ❌ Preview of \`hello/dev\` failed

No changes.

#### Policies

| Level | Policy | Resource | Message |
| --- | --- | --- | --- |
| ❌ mandatory | \`fastly-compute: backend-tls\` | \`fastly-compute:index:Backend\` \`edge-api\` | No TLS. |

#### Diagnostics

\`pulumi:pulumi:Stack\` \`hello-dev\`

\`\`\`text
error: stopped by policy
\`\`\`
`,
    );
  });

  it("escapes Markdown and HTML in texts", () => {
    const text = report(
      [
        step("create", BACKEND, { inputs: { "a|b": "x | `y` ``z`` <img src=x>\n- [ ] item" } }),
        message("error", "```\n# not a heading\n```` @someone"),
        violation("advisory", "p|q", "<b>*bold*</b> @someone #1\n| not | a | row |"),
      ],
      { create: 1 },
    );
    assert.ok(text.includes('| `a\\|b` |  | ```"x \\| `y` ``z`` <img src=x>\\n- [ ] item"``` |'), text);
    assert.ok(text.includes("`````text\nerror: ```\n# not a heading\n```` @someone\n`````"), text);
    assert.ok(
      text.includes("&lt;b&gt;\\*bold\\*&lt;/b&gt; @<!-- -->someone \\#1<br>\\| not \\| a \\| row \\| |"),
      text,
    );
  });

  it("omits values that are too long for a comment", () => {
    const many = Array.from({ length: 500 }, () => step("create", BACKEND, { inputs: { a: "x".repeat(150) } }));
    const text = report(
      many.map((each, i) => ({ ...each, urn: `${each.urn}${i}` })),
      { create: 500 },
    );
    assert.ok(text.length < 65_536, String(text.length));
    assert.ok(text.includes("The values are left out because they are too long for a comment."));
    assert.ok(!text.includes("<details>"));
  });

  it("stays within the limit with 1,000 domains, violations, warnings and outputs, and reports omissions", () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => i);
    const urn = (i: number) => `${BACKEND}-${i}`;
    const name = (i: number) => `${"d".repeat(60)}${i}.example.com`;
    const events = [
      ...numbers.map((i) => ({
        ...step("create", BACKEND, { inputs: { name: name(i) } }),
        urn: urn(i),
        name: name(i),
      })),
      ...numbers.map((i) => ({
        ...violation("advisory", "domains", `The service answers for ${name(i)}.`),
        urn: urn(i),
      })),
      ...numbers.map((i) => message("warning", `The domain ${name(i)} is new.\n${"more ".repeat(50)}`, urn(i))),
      message("warning", "long ".repeat(30_000), SERVICE),
      message("error", "the one error", COMPONENT),
      violation("mandatory", "backend-hosts", "The one that counts."),
      step("update", SERVICE, { oldInputs: { comment: "a" }, inputs: { comment: "b" } }),
      outputs(Object.fromEntries(numbers.map((i) => [`domain${i}`, name(i)]))),
    ];
    const text = report(events, { create: 1000, update: 1 }, false);
    assert.ok(text.length < 65_536, String(text.length));
    assert.ok(text.includes("**This report is not complete:**"), text.slice(0, 500));
    for (const noun of ["changes", "violations", "resources with messages", "outputs"]) {
      assert.match(text, new RegExp(`\\*\\*\\d+ more ${noun} are not shown\\.\\*\\*`));
    }
    // The most important parts are there.
    for (const part of [
      "The one that counts.",
      "error: the one error",
      "| `~` update | `fastly:index:ServiceCompute` |",
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it("hides a value that a policy found, before or after its change, and shows every other value", () => {
    const inputs = { items: { apiKey: "hunter2hunter2", region: "eu-west" } };
    const old = { items: { apiKey: "hunter1hunter1", region: "eu-east" } };
    const finding: EngineEvent = {
      ...(violation(
        "mandatory",
        "no-plaintext-secrets",
        'The item "apiKey" of the dictionary "x" looks like a secret.',
      ) as PolicyEvent),
      urn: SERVICE,
    };
    const change = step("update", SERVICE, { oldInputs: old, inputs, oldOutputs: old, outputs: inputs });
    for (const events of [
      [finding, change],
      [change, finding],
    ]) {
      const text = report(events, { update: 1 });
      const full = renderFullDiff([start("preview"), ...events], { terminal: { write: () => {} } });
      assert.ok(!/hunter/.test(text + full), text + full);
      assert.ok(text.includes('| `items.region` | `"eu-east"` | `"eu-west"` |'), text);
      assert.ok(text.includes("| `items.apiKey` | `[secret]` | `[secret]` |"), text);
      assert.match(full, /apiKey: \[secret\] => \[secret\]/);
    }
  });

  it("shows items whose names begin like internal properties of the provider", () => {
    const text = report(
      [
        step("update", SERVICE, {
          oldInputs: { items: {} },
          inputs: { items: { __admin: "1", __defaults: "evil" }, __defaults: ["x"] },
        }),
      ],
      { update: 1 },
    );
    assert.ok(text.includes('| `items.__admin` |  | `"1"` |'), text);
    assert.ok(text.includes('| `items.__defaults` |  | `"evil"` |'), text);
  });

  it("has a row for each line that only one of two long texts has, such as changed entries", () => {
    const blocked = Array.from({ length: 300 }, (_, n) => `10.0.${n >> 8}.${n & 255}/32  BLOCK`);
    const [old, now] = [blocked, blocked.with(7, "192.0.2.0/24  ALLOW")].map((lines) => lines.join("\n"));
    const text = report([step("update", BACKEND, { oldInputs: { lines: old ?? "" }, inputs: { lines: now ?? "" } })], {
      update: 1,
    });
    assert.ok(
      text.includes('| `lines` | `"10.0.0.7/32  BLOCK"` |  |\n| `lines` |  | `"192.0.2.0/24  ALLOW"` |\n'),
      text,
    );
    assert.ok(!text.includes("10.0.0.8/32"), text);
  });

  it("distinguishes two long texts with the same beginning, and shows where they end", () => {
    const [old, now] = ["example.com", "attacker.example"].map((end) => `${"a".repeat(200)}.${end}`);
    const text = report(
      [step("update", BACKEND, { oldInputs: { address: old ?? "" }, inputs: { address: now ?? "" } })],
      { update: 1 },
    );
    assert.match(text, /to "a+\.example\.com", SHA-256 \w{12}…/);
    assert.match(text, /to "a+\.attacker\.example", SHA-256 \w{12}…/);
  });
});
