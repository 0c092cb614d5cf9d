import assert from "node:assert/strict";
import * as fastly from "@pulumi/fastly";
import { ComputeService } from "../../sdk";
import { describeOnEachEngine } from "../support/engines";
import { stackOfSuite } from "../support/suite";

/** An alert and a dashboard of a service, as people write them beside the component. */
function watched({ serviceId }: ComputeService, threshold: number): void {
  new fastly.Alert("errors", {
    name: "errors",
    description: "Too many errors.",
    source: "stats",
    metric: "status_5xx",
    serviceId,
    evaluationStrategy: { type: "percent_increase", period: "2m", threshold, ignoreBelow: 5 },
  });
  new fastly.CustomDashboard("shop", {
    name: "Shop",
    dashboardItems: [
      {
        id: "requests",
        title: "Requests",
        subtitle: "of all services",
        dataSource: { type: "stats.edge", config: { metrics: ["requests", "status_5xx"] } },
        visualization: { type: "chart", config: { plotType: "line", format: "requests" } },
      },
    ],
  });
}

describeOnEachEngine("an alert and a dashboard beside a service", (engine) => {
  const shop = stackOfSuite({ engine });

  const deploy = (threshold: number) =>
    shop.define((directory) => {
      const edge = new ComputeService("edge", { directory, package: { path: "bin/main.wasm" } });
      watched(edge, threshold);
    });

  it("are created, show the right values, are changed in place, and are deleted", async () => {
    deploy(0.1);
    await shop.succeed();
    const { alerts, dashboards } = shop.fastly.state();
    assert.equal(alerts[0]?.service_id, shop.fastly.service("shop").id);
    const strategy = { ignore_below: 5, period: "2m", threshold: 0.1, type: "percent_increase" };
    assert.deepEqual(alerts[0]?.evaluation_strategy, strategy);
    assert.deepEqual(dashboards[0]?.items[0]?.data_source, {
      type: "stats.edge",
      config: { metrics: ["requests", "status_5xx"] },
    });
    await shop.assertUnchanged();
    await shop.succeed("refresh");
    await shop.assertUnchanged();

    deploy(0.25);
    assert.deepEqual((await shop.succeed()).changes.update, 1);
    assert.equal(shop.fastly.state().alerts[0]?.evaluation_strategy.threshold, 0.25);

    await shop.succeed("destroy");
    const left = shop.fastly.state();
    assert.deepEqual([left.alerts, left.dashboards], [[], []]);
  });
});
