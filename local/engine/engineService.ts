import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  GetRootResourceResponse,
  type LogRequest,
  LogSeverity,
  RequirePulumiVersionResponse,
  type SetRootResourceRequest,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import type { EngineEvent } from "./events";
import { type Service, unary } from "./grpc";
import { Empty } from "./protobuf";

/** Messages for people. The SDK's debug messages quote whole requests with their secrets, so they are left out. */
const SEVERITIES = {
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
} as const;

/** `pulumirpc.Engine`: the program's log, and the stack resource that is the parent of resources without one. */
export function engineService(emit: (event: EngineEvent) => void): Service {
  let rootUrn = "";
  return [
    EngineService,
    {
      log: unary((request: LogRequest) => {
        const urn = request.getUrn();
        const severity = request.getSeverity();
        if (severity === LogSeverity.DEBUG) return new Empty();
        emit({
          kind: "diagnostic",
          severity: SEVERITIES[severity],
          message: request.getMessage(),
          ...(urn !== "" && { urn }),
          ...(request.getEphemeral() && { ephemeral: true }),
        });
        return new Empty();
      }),
      getRootResource: unary(() => {
        const response = new GetRootResourceResponse();
        response.setUrn(rootUrn);
        return response;
      }),
      setRootResource: unary((request: SetRootResourceRequest) => {
        rootUrn = request.getUrn();
        return new SetRootResourceResponse();
      }),
      // The version of the SDK decides what this engine can do. There is no CLI whose version could be too low.
      requirePulumiVersion: unary(() => new RequirePulumiVersionResponse()),
    },
  ];
}
