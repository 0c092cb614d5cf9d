import { status } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type AnalyzeDiagnostic,
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
  type RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { asked, connect } from "../grpc";
import { fromStruct, toStruct } from "../marshal";
import { Empty } from "../protobuf";
import { urnName } from "../urn";
import type { PropertyMap } from "../value";
import type { Level, PackConfig, PolicyInfo } from "./config";
import { analyzerResource, providerMessage, type ReviewedResource, resourceOptions } from "./messages";

export interface PolicyDiagnostic {
  policy: string;
  level: Exclude<Level, "disabled">;
  message: string;
  urn?: string;
}

/** A change by a policy, or why it failed. */
export interface Remediation {
  policy: string;
  description: string;
  properties?: PropertyMap;
  diagnostic?: string;
}

export interface PackInfo {
  name: string;
  version: string;
  policies: PolicyInfo[];
  initialConfig: PackConfig;
}

/** A running policy pack: pulumirpc.Analyzer in plain values. */
export interface Analyzer {
  info(): Promise<PackInfo>;
  configure(config: PackConfig): Promise<void>;
  analyze(reviewed: ReviewedResource): Promise<PolicyDiagnostic[]>;
  remediate(reviewed: ReviewedResource): Promise<Remediation[]>;
  analyzeStack(resources: ReviewedResource[]): Promise<PolicyDiagnostic[]>;
  close(): void;
}

export function connectAnalyzer(address: string): Analyzer {
  const client = connect(AnalyzerClient, address);
  return {
    async info() {
      const response = await ask<AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
      return {
        name: response.getName(),
        version: response.getVersion(),
        policies: response.getPoliciesList().map((policy) => ({
          name: policy.getName(),
          level: levelOf(policy.getEnforcementlevel()),
          properties: policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {},
          required: policy.getConfigschema()?.getRequiredList() ?? [],
        })),
        initialConfig: Object.fromEntries(
          response
            .getInitialconfigMap()
            .toArray()
            .map(([name]) => {
              const config = response.getInitialconfigMap().get(name);
              const level = levelOf(config?.getEnforcementlevel() ?? EnforcementLevel.ADVISORY);
              return [name, { level, properties: config?.getProperties()?.toJavaScript() ?? {} }];
            }),
        ),
      };
    },
    async configure(config) {
      const request = new ConfigureAnalyzerRequest();
      for (const [name, { level, properties }] of Object.entries(config)) {
        const message = new PolicyConfig();
        message.setEnforcementlevel(LEVELS.indexOf(level));
        message.setProperties(toStruct(properties as PropertyMap));
        request.getPolicyconfigMap().set(name, message);
      }
      await ask<Empty>((done) => client.configure(request, done));
    },
    async analyze(reviewed) {
      const response = await ask<AnalyzeResponse>((done) => client.analyze(analyzeRequest(reviewed), done));
      return response.getDiagnosticsList().map(diagnosticOf);
    },
    async remediate(reviewed) {
      const response = await ask<RemediateResponse>((done) => client.remediate(analyzeRequest(reviewed), done));
      return response.getRemediationsList().map((remediation) => ({
        policy: remediation.getPolicyname(),
        description: remediation.getDescription(),
        ...(remediation.getDiagnostic() !== "" && { diagnostic: remediation.getDiagnostic() }),
        ...(remediation.hasProperties() && { properties: fromStruct(remediation.getProperties()) }),
      }));
    },
    async analyzeStack(resources) {
      const request = new AnalyzeStackRequest();
      request.setResourcesList(resources.map(analyzerResource));
      const response = await ask<AnalyzeResponse>((done) => client.analyzeStack(request, done));
      return response.getDiagnosticsList().map(diagnosticOf);
    },
    close: () => client.close(),
  };
}

/** In the order of the protocol's enumeration. */
const LEVELS: Level[] = ["advisory", "mandatory", "disabled", "remediate"];

function levelOf(level: EnforcementLevel): Level {
  return LEVELS[level] ?? "advisory";
}

function diagnosticOf(diagnostic: AnalyzeDiagnostic): PolicyDiagnostic {
  const level = levelOf(diagnostic.getEnforcementlevel());
  const urn = diagnostic.getUrn();
  return {
    policy: diagnostic.getPolicyname(),
    // A violation that remains after the remediation counts as mandatory.
    level: level === "advisory" ? "advisory" : "mandatory",
    message: diagnostic.getMessage(),
    ...(urn !== "" && { urn }),
  };
}

function analyzeRequest(reviewed: ReviewedResource): AnalyzeRequest {
  const { resource, properties, provider } = reviewed;
  const request = new AnalyzeRequest();
  request.setType(resource.type);
  request.setUrn(resource.urn);
  request.setName(urnName(resource.urn));
  request.setProperties(toStruct(properties));
  request.setOptions(resourceOptions(reviewed));
  if (provider !== undefined) request.setProvider(providerMessage(provider));
  return request;
}

function ask<Response>(call: Parameters<typeof asked<Response>>[0]): Promise<Response> {
  return asked(call, ({ code, details }) =>
    code === status.UNAVAILABLE ? new Error("the policy pack's process has ended") : new Error(details),
  );
}
