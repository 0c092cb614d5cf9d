import { visibleText } from "../system/visible";
import { readingClient } from "./access";
import { adopt } from "./adopt";
import { drift } from "./driftCommand";
import { parseInvocation } from "./invocation";
import type { Io } from "./io";
import { releases } from "./releasesCommand";

/**
 * Runs `pulumi-fastly-compute` with these arguments, and returns its exit code. Mistakes of the user never make it
 * throw.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    const invocation = parseInvocation(args);
    if (typeof invocation === "string") {
      io.stdout.write(invocation);
      return args.length === 0 ? 1 : 0;
    }
    const { values } = invocation;
    const text = (name: string) => values[name] as string | undefined;
    const stack = { dir: text("dir") ?? ".", stack: text("stack"), state: text("state"), json: values.json === true };
    if (invocation.command === "drift") {
      const withProgram = values["no-program"] !== true;
      return await drift({ ...stack, preview: text("preview"), withProgram }, io);
    }
    if (invocation.command === "releases") {
      return await releases({ ...stack, serviceId: text("service-id"), limit: text("limit") }, io);
    }
    return await adopt(
      {
        serviceId: text("service-id") ?? "",
        dir: text("dir") ?? ".",
        app: text("app"),
        overwrite: values.overwrite === true,
        print: values.print === true,
        printSecret: text("print-secret"),
        itemsInProgram: values["items-in-program"] === true,
      },
      readingClient(io.env),
      io,
    );
  } catch (error) {
    io.stderr.write(`error: ${visibleText(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  }
}

/** The entry point of the command. */
export function run(): void {
  const { stdout, stderr, env } = process;
  main(process.argv.slice(2), { stdout, stderr, env }).then((code) => {
    process.exitCode = code;
  });
}
