"""A Fastly Compute service from a fastly.toml."""

import pulumi
import pulumi_fastly_compute as fastly_compute

config = pulumi.Config()

edge = fastly_compute.ComputeService(
    "edge",
    directory="./app",
    domains=["www.example.com"],
    backends={
        "origin": fastly_compute.BackendArgs(
            address=config.require("origin"),
            connect_timeout=2000,
        ),
    },
    log_endpoints={
        "access": fastly_compute.LogEndpointArgs(
            https=fastly_compute.ServiceComputeLoggingHttpArgs(
                url="https://logs.example.com/edge",
                processing_region="eu",
            ),
        ),
    },
)

pulumi.export("url", edge.url)
pulumi.export("serviceId", edge.service_id)
