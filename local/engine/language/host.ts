import { type ChildProcess, spawn } from "node:child_process";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo, RunRequest, type RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { findOnPath } from "../../onPath";
import { engineError } from "../errors";
import { asked, connect } from "../grpc";
import type { ProgramOptions } from "../program";
import { Struct } from "../protobuf";
import { EXIT_AFTER_REPORTING, type RunningProgram } from "../runningProgram";
import { servingProcess } from "../servingProcess";

/** The language of a program that Node does not run: the `runtime` in its Pulumi.yaml. */
export interface Language {
  /** The name, such as `yaml` or `python`. */
  name: string;
  /** The `options` of the runtime. */
  options?: Record<string, unknown>;
  /** The directory of Pulumi.yaml. */
  root: string;
}

/** Throws when Pulumi's host of a language is not installed. The error names the missing command. */
export function needLanguageHost({ name }: Pick<Language, "name">, env: NodeJS.ProcessEnv = process.env): string {
  const command = `pulumi-language-${name}`;
  const found = /^[a-z][a-z0-9-]*$/.test(name) ? findOnPath(command, env) : undefined;
  if (found === undefined) {
    throw engineError("language-host-missing", { language: name, command });
  }
  return found;
}

/** Runs a program in another language with Pulumi's own language host, like the real engine. */
export function startHostedProgram(language: Language, loader: string, options: ProgramOptions): RunningProgram {
  const host = needLanguageHost(language);
  const child = spawn(host, [options.address], {
    cwd: language.root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // The lines after the port are the program's.
  const { address, kill } = servingProcess(child, { onOutput: options.onOutput });
  const ended = run(child, address, runRequest(language, loader, options)).finally(kill);
  return { ended, kill };
}

async function run(child: ChildProcess, address: Promise<string>, request: RunRequest) {
  const client = connect(LanguageRuntimeClient, await address);
  const gone = new Promise<never>((_, reject) => {
    child.once("close", () => reject(new Error(`${child.spawnfile} has ended`)));
  });
  try {
    const response = await Promise.race([asked<RunResponse>((done) => client.run(request, done)), gone]);
    const error = response.getError();
    if (response.getBail()) {
      return { exitCode: EXIT_AFTER_REPORTING };
    }
    return error === "" ? { exitCode: 0 } : { exitCode: 1, error };
  } catch (error) {
    return { exitCode: 1, error: (error as Error).message };
  } finally {
    gone.catch(() => {});
    client.close();
  }
}

function runRequest({ options = {}, root }: Language, loader: string, program: ProgramOptions): RunRequest {
  const info = new ProgramInfo();
  info.setRootDirectory(root);
  info.setProgramDirectory(program.program);
  info.setEntryPoint(".");
  info.setOptions(Struct.fromJavaScript(options as Parameters<typeof Struct.fromJavaScript>[0]));
  const request = new RunRequest();
  request.setProject(program.project);
  request.setStack(program.stack);
  request.setOrganization(program.organization);
  request.setPwd(program.program);
  request.setDryrun(program.dryRun);
  request.setParallel(program.parallel);
  request.setMonitorAddress(program.address);
  request.setLoaderTarget(loader);
  request.setInfo(info);
  for (const [key, value] of Object.entries(program.config)) {
    request.getConfigMap().set(key, value);
  }
  request.setConfigsecretkeysList(program.secretConfigKeys);
  return request;
}
