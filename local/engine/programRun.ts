import { OPERATION_VARIABLE } from "pulumi-fastly-compute/internal";
import { openComponents } from "./components/components";
import { deleteRemaining } from "./deletes";
import { engineService } from "./engineService";
import { serve, shuttingDown } from "./grpc";
import { type InlineOptions, startInlineProgram } from "./inlineProgram";
import { inProcessClients } from "./inProcess";
import { startHostedProgram } from "./language/host";
import { loaderService } from "./language/loader";
import { schemasFor } from "./language/schemas";
import { monitorService } from "./monitor";
import type { DeploymentOptions } from "./options";
import { startProgram } from "./program";
import { untilCutOff } from "./programOutput";
import { openRegistrations } from "./registration";
import { failed, ProgramFailed, type Run, Stopped } from "./run";
import { EXIT_AFTER_REPORTING, type ProgramEnd } from "./runningProgram";
import { openTransforms } from "./transforms";
import { type PropertyMap, Secret } from "./value";

/** How many milliseconds a program may take to end once it knows that the deployment has stopped. */
const PROGRAM_END_MS = 10_000;

/**
 * Runs the program, deploys what it registers, and deletes what it no longer registers. Resolves to the stack's
 * outputs. Throws `Stopped` when something failed, once everything in progress has ended.
 */
export async function runProgram(
  run: Run,
  options: DeploymentOptions,
  env: Record<string, string>,
): Promise<PropertyMap> {
  const transforms = openTransforms(run.callbacks);
  const registrations = openRegistrations(run, transforms, (name) => packageConfig(options, name));
  const underWay = new Set<Promise<unknown>>();

  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    const settled = () => void underWay.delete(work);
    work.then(settled, settled);
    return work;
  };
  const deploying = async <T>(urn: string | undefined, work: () => Promise<T>): Promise<T> => {
    if (run.stopped) throw shuttingDown();
    const tracked = track(
      work().catch((error) => {
        throw failed(run, error, urn);
      }),
    );
    const cutShort = run.whenStopped.then(() => Promise.reject(shuttingDown()));
    return Promise.race([tracked, cutShort]).catch(() => Promise.reject(shuttingDown()));
  };
  let deletions: Promise<void> | undefined;
  const programDone = async () => {
    if (run.stopped) throw shuttingDown();
    deletions ??= track(run.operation === "refresh" ? Promise.resolve() : deleteRemaining(run));
    await deletions.catch(() => Promise.reject(shuttingDown()));
  };

  const common = {
    ...options,
    config: { ...options.config, ...options.secretConfig },
    secretConfigKeys: Object.keys(options.secretConfig),
    env: { ...options.env, ...env, [OPERATION_VARIABLE]: run.operation },
  };
  const components = openComponents(run, common, () => server.address);
  let hasReported = false;
  const services = [
    monitorService({ run, registrations, transforms, components, deploying, programDone }),
    engineService((event) => {
      hasReported ||= event.kind === "diagnostic" && event.severity === "error";
      run.emit(event);
    }),
    ...(options.language === undefined ? [] : [loaderService(options.packages, schemasFor(options))]),
  ];
  const server = await serve(services);
  run.atEnd(server.stop);
  const inProcess = inProcessClients(services);
  run.atEnd(inProcess.stop);
  const programOptions = { ...common, inProcess, callbacks: run.callbacks, hasReported: () => hasReported };
  const { exitCode, error } = await programExit(run, programOptions, server.address);
  const programFailed = exitCode !== 0 && !run.stopped;
  if (exitCode === 0 && !run.stopped) await programDone().catch(() => {});
  else if (programFailed) {
    if (exitCode !== EXIT_AFTER_REPORTING || !hasReported) {
      run.report("error", error ?? `the program ended with exit code ${exitCode}`);
    }
    run.stop();
  }
  await Promise.allSettled(underWay);
  await run.journal.flush();
  if (run.stopped) throw programFailed ? new ProgramFailed() : new Stopped();
  await run.policies.reviewStack(run);
  return registrations.stackOutputs() ?? {};
}

async function programExit(
  run: Run,
  {
    program: source,
    ...options
  }: DeploymentOptions & Pick<InlineOptions, "secretConfigKeys" | "inProcess" | "callbacks" | "hasReported">,
  address: string,
): Promise<ProgramEnd> {
  const programOptions = {
    ...options,
    dryRun: run.preview,
    address,
    onOutput: untilCutOff(
      () => run.stopped,
      (line) => run.report("info", line),
    ),
  };
  const program =
    typeof source === "object"
      ? source.start(programOptions)
      : typeof source === "function"
        ? startInlineProgram(source, programOptions)
        : options.language !== undefined
          ? startHostedProgram(options.language, address, { ...programOptions, program: source })
          : startProgram({ ...programOptions, program: source });
  run.atEnd(program.kill);
  // A process ends when it waits for nothing more. A function that waits for something that never comes does not end.
  const endMs = typeof source === "function" ? 0 : PROGRAM_END_MS;
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  void run.whenStopped.then(() => {
    // A failed program stops the run when it has ended. A timer would keep this process alive after that, so there is
    // none.
    timer = hasEnded ? undefined : setTimeout(program.kill, endMs);
  });
  try {
    return await program.ended;
  } finally {
    hasEnded = true;
    clearTimeout(timer);
  }
}

/** A package's part of the stack configuration, without its namespace. */
function packageConfig({ config, secretConfig }: DeploymentOptions, packageName: string): PropertyMap {
  const prefix = `${packageName}:`;
  const own = (entries: Record<string, string>) =>
    Object.entries(entries)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value] as const);
  return Object.fromEntries([
    ...own(config),
    ...own(secretConfig).map(([key, value]) => [key, new Secret(value)] as const),
  ]);
}
