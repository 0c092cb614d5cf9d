import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getStack } from "@pulumi/pulumi";
import { LocalFastly, localStack, type Stack } from "../local/index";
import { ComputeService } from "../sdk";

const MANIFEST = `manifest_version = 3
name = "shop"
language = "other"

[setup.backends.origin]
address = "origin.example.com"

[setup.dictionaries.settings.items.greeting]
value = "hello"
`;

/** The smallest Wasm program: eight bytes. */
const WASM = "0061736d01000000";

/** The stack `staging` of the README's program, as the documents show it. */
export interface Shop {
  stack: Stack;
  fastly: LocalFastly;
  /** Builds another compiled program, in hexadecimal digits, instead of the smallest one. */
  build(wasm: string): void;
}

/** @param stores additional lines of the manifest. Everything is removed when the work has ended. */
export async function withShop<T>(stores: string, work: (shop: Shop) => Promise<T>): Promise<T> {
  const project = mkdtempSync(join(tmpdir(), "fastly-compute-shop-"));
  const build = (wasm: string) => writeFileSync(join(project, "app/bin/main.wasm"), Buffer.from(wasm, "hex"));
  mkdirSync(join(project, "app/bin"), { recursive: true });
  writeFileSync(join(project, "app/fastly.toml"), `${MANIFEST}\n${stores}`);
  build(WASM);
  const fastly = await LocalFastly.start({ edge: false });
  try {
    const program = () => {
      const edge = new ComputeService("edge", { directory: join(project, "app"), environment: getStack() });
      return { url: edge.url };
    };
    return await work({ stack: localStack({ program, project: "shop", stack: "staging", fastly }), fastly, build });
  } finally {
    await fastly.stop();
    rmSync(project, { recursive: true, force: true });
  }
}
