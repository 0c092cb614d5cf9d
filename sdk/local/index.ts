export { type DeployedService, type EdgeOptions, LocalFastly, type LocalFastlyOptions } from "./api";
export { createDisplay, type Display, type DisplayOptions, renderMarkdown, type Terminal } from "./display";
export { findViceroy } from "./edge/viceroy";
export type {
  EngineEvent,
  InlineProgram,
  Operation,
  PolicyPackOptions,
  ResourceState,
  StepEvent,
  StepOp,
} from "./engine";
export { type LocalStackOptions, localStack } from "./localStack";
export { detectPulumi } from "./pulumi";
export type { RunOptions, RunResult, Stack, StackState } from "./stack";
