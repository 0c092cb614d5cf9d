import { ComputeService } from "pulumi-fastly-compute";

const hello = new ComputeService("hello", {
  directory: "./app",
  logEndpoints: { access: { https: { url: "https://logs.example.com/hello" } } },
});

export const url = hello.url;
export const serviceId = hello.serviceId;
export const version = hello.activeVersion;
