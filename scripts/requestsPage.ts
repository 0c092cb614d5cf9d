/**
 * Writes the requests of a run into docs/concepts/requests.md, in order and with the reason for each kind. They are
 * taken from real runs on the local Fastly API.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { withShop } from "./shop";

export const REQUESTS_PAGE = resolve(__dirname, "../docs/concepts/requests.md");

const BEGIN = "<!-- What runs ask: made by `npm run docs:requests` from real runs. Do not edit. -->\n";
const END = "<!-- End of what runs ask. -->\n";

const STORES = `[setup.kv_stores.pages.items.home]
value = "<h1>Hello</h1>"
`;

/** A program that differs from the smallest one: it has one more empty section. */
const CHANGED = "0061736d0100000000020161";

/** The reasons for requests. The first match counts. */
const REASONS: [request: RegExp, step: string, why: string][] = [
  [/^GET \/tokens\/self$/, "Ask what the token may do", "If the token cannot write everything, the run writes nothing"],
  [/^GET \/service\/search/, "Look for the service's name", "Two services cannot share a name"],
  [/^GET \/resources\/stores\/kv$/, "Look for the store's name", "Two stores cannot share a name"],
  [/^POST \/resources\/stores\/kv$/, "Make the KV store", "The version links the store"],
  [/^PUT \/resources\/stores\/kv\/ID\/keys/, "Write its items", "The items exist before the version reads them"],
  [/^POST \/service$/, "Make the service", "The new service has no active version yet"],
  [/^PUT \/service\/ID$/, "Name the service", "Only for a new service, or when its name or comment changes"],
  [
    /^PUT \/service\/ID\/version\/N\/clone$/,
    "Copy the active version",
    "The copy is a draft. The active version stays as it is",
  ],
  [
    /^PUT \/service\/ID\/version\/N$/,
    "Comment the version",
    "The comment says which component made the version, and from what",
  ],
  [
    /^(POST|PUT|DELETE) \/service\/ID\/version\/N\/(domain|backend|dictionary)/,
    "Configure the draft",
    "Only the changed parts",
  ],
  [/^PUT \/service\/ID\/version\/N\/package$/, "Upload the package", "Only when the hash changes"],
  [/^POST \/service\/ID\/version\/N\/resource$/, "Link the stores", "The app opens a store by the name of its link"],
  [/^GET \/service\/ID\/version\/N\/validate$/, "Let Fastly check the draft", "A draft with errors is never activated"],
  [/^PUT \/service\/ID\/version\/N\/activate$/, "Activate the version", "From now on the version is live"],
  [/^PUT \/service\/ID\/version\/N\/deactivate$/, "Deactivate the version", "Fastly does not delete an active service"],
  [/^DELETE \/service\/ID$/, "Delete the service", "The versions and dictionaries go with the service"],
  [/^(PATCH|GET) \/service\/ID\/dictionary/, "Write the dictionary's items", "Items belong to no version"],
  [/^GET \/resources\/stores/, "Read the stores", "The state records the current contents"],
  [/^GET \/service\/ID/, "Read what is live", ""],
];

const READ_FIRST = "The active version, its links and its package must be those in the state";
const READ_BACK = "The provider reads the new version. The component compares the version with what was declared";

interface Step {
  step: string;
  why: string;
  requests: string[];
}

interface Run {
  title: string;
  steps: Step[];
}

/** The page with the present requests of runs. */
export function pageWithRequests(page: string, runs: readonly Run[]): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error("The page has no place for the requests");
  }
  return before + BEGIN + runs.map(tableOf).join("") + END + after;
}

function tableOf({ title, steps }: Run): string {
  const rows = steps.map(({ step, why, requests }, index) => {
    const different = [...new Set(requests)];
    const asked =
      different.length > 2 ? `${requests.length} requests` : different.map((each) => `\`${each}\``).join("<br>");
    return `| ${index + 1} | ${step} | ${why} | ${asked} |`;
  });
  const table = ["| | Step | Why | Requests |", "| --- | --- | --- | --- |", ...rows].join("\n");
  return `\n### ${title}\n\n${steps.length === 0 ? "Nothing." : table}\n\n`;
}

/** The requests of each kind of run in a service's life, from its creation to its end. */
export async function runsOfLife(): Promise<Run[]> {
  return withShop(STORES, async ({ stack, fastly, build }) => {
    const runs: Run[] = [];
    const run = async (title: string, operation: "preview" | "up" | "destroy", whyRead = READ_BACK) => {
      const before = fastly.requests.length;
      const { ok, errors } = await stack[operation]();
      if (!ok) {
        throw new Error(errors.join("\n"));
      }
      const asked = fastly.requests.slice(before).map(({ method, path }) => `${method} ${withoutIds(path)}`);
      runs.push({ title, steps: stepsOf(asked, whyRead) });
    };
    await run("`pulumi preview` of a new service", "preview");
    await run("`pulumi up` of a new service", "up");
    await run("`pulumi up` without a change", "up", "The component compares the active version with what was declared");
    build(CHANGED);
    await run("`pulumi preview` of a changed app", "preview", READ_FIRST);
    await run("`pulumi up` of a changed app", "up", READ_FIRST);
    await run("`pulumi destroy`", "destroy", "The provider has to know the active version");
    return runs;
  });
}

function withoutIds(path: string): string {
  return path
    .replace(/\?.*/, "")
    .replace(/\/version\/\d+/, "/version/N")
    .replace(/(?<=\/)[A-Za-z0-9]{22}(?=\/|$)/g, "ID");
}

/**
 * Groups requests in a row with the same reason into one step. They may run at the same time, so their order means
 * nothing.
 */
function stepsOf(asked: readonly string[], whyRead: string): Step[] {
  const steps: Step[] = [];
  for (const request of asked) {
    const [, step, why] = REASONS.find(([form]) => form.test(request)) ?? [];
    if (step === undefined || why === undefined) {
      throw new Error(`Nothing says why this is asked: ${request}`);
    }
    const last = steps.at(-1);
    if (last?.step === step) {
      last.requests.push(request);
      continue;
    }
    const isAfterActivation = steps.some((each) => each.step.startsWith("Activate"));
    steps.push({ step, why: why || (isAfterActivation ? READ_BACK : whyRead), requests: [request] });
  }
  return steps.map((each) => ({ ...each, requests: each.requests.sort() }));
}

if (require.main === module) {
  runsOfLife().then((runs) => {
    writeFileSync(REQUESTS_PAGE, pageWithRequests(readFileSync(REQUESTS_PAGE, "utf8"), runs));
  });
}
