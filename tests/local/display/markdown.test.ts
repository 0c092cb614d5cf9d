import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { renderMarkdown } from "../../../sdk/local/display/markdown";
import type { EngineEvent, StepOp } from "../../../sdk/local/engine/events";
import { Secret, UNKNOWN } from "../../../sdk/local/engine/value";
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
  it("shows what changes, with old and new values, and the outputs", () => {
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

  it("shows text as it is, whatever Markdown or HTML would make of it", () => {
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

  it("leaves the values out where they are too many for a comment", () => {
    const many = Array.from({ length: 500 }, () => step("create", BACKEND, { inputs: { a: "x".repeat(150) } }));
    const text = report(
      many.map((each, i) => ({ ...each, urn: `${each.urn}${i}` })),
      { create: 500 },
    );
    assert.ok(text.length < 65_536, String(text.length));
    assert.ok(text.includes("The values are left out: they are too many for a comment."));
    assert.ok(!text.includes("<details>"));
  });
});
