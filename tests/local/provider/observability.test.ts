import assert from "node:assert/strict";
import { fastlyOfEachTest } from "../../support/suite";
import { drive, elements } from "./driver";

const ALERT = "fastly:index/alert:Alert";
const DASHBOARD = "fastly:index/customDashboard:CustomDashboard";

const errors = {
  name: "errors",
  source: "stats",
  metric: "status_5xx",
  evaluationStrategy: { type: "percent_increase", period: "2m", threshold: 0.1, ignoreBelow: 5 },
};

function chart(id: string, metrics: string[], config: Record<string, string> = {}) {
  return {
    id,
    title: `Chart ${id}`,
    subtitle: "",
    dataSource: { type: "stats.edge", config: { metrics } },
    visualization: { type: "chart", config: { plotType: "line", ...config } },
  };
}

describe("observability resources of the local provider", () => {
  const api = fastlyOfEachTest();

  it("an alert is created, changed, read and deleted, with the provider's addition to its description", async () => {
    const driver = await drive(ALERT, {}, api);
    const held = await driver.create({ ...errors, description: "Too many errors." });
    const [made] = api.state().alerts;
    assert.equal(made?.description, "Too many errors. Managed by Terraform");
    assert.deepEqual(made?.evaluation_strategy, {
      ignore_below: 5,
      period: "2m",
      threshold: 0.1,
      type: "percent_increase",
    });
    const read = await driver.refresh(held);
    assert.equal(read?.outputs.description, "Too many errors.");
    assert.deepEqual((await driver.diff(read ?? held, { ...errors, description: "Too many errors." })).diffs, []);

    const changed = { ...errors, evaluationStrategy: { ...errors.evaluationStrategy, threshold: 0.25 } };
    const diff = await driver.diff(held, { ...changed, description: "Too many errors." });
    assert.deepEqual(Object.keys(diff.detailedDiff ?? {}), ["evaluationStrategy.threshold"]);
    const updated = await driver.update(held, changed);
    assert.equal(api.state().alerts[0]?.description, "Managed by Terraform");
    driver.writes();
    await driver.delete(updated);
    assert.deepEqual(driver.writes(), [`DELETE /alerts/definitions/${held.id}`]);
    assert.deepEqual(api.state().alerts, []);
  });

  it("an alert is replaced for another service, and one of domains needs a service", async () => {
    const driver = await drive(ALERT, {}, api);
    const held = await driver.create({ ...errors, serviceId: "one" });
    assert.deepEqual((await driver.diff(held, { ...errors, serviceId: "two" })).replaces, ["serviceId"]);
    await assert.rejects(
      driver.create({ ...errors, source: "domains" }),
      /empty `service_id` is only supported for `stats` as a source/,
    );
  });

  it("a deleted alert fails a refresh, because the provider keeps it in the state", async () => {
    const driver = await drive(ALERT, {}, api);
    const held = await driver.create(errors);
    await driver.delete(held);
    await assert.rejects(driver.refresh(held), /404 - Not Found/);
  });

  it("an alert's domains and origins are sets", async () => {
    const driver = await drive(ALERT, {}, api);
    const dimensions = { domains: ["b.example.com", "a.example.com"] };
    const held = await driver.create({ ...errors, serviceId: "one", source: "domains", dimensions });
    assert.deepEqual(api.state().alerts[0]?.dimensions.origins, []);
    const reordered = { domains: ["a.example.com", "b.example.com"] };
    const diff = await driver.diff(held, { ...errors, serviceId: "one", source: "domains", dimensions: reordered });
    assert.equal(diff.changes, false);
  });

  it("a dashboard is created, changed, read, imported and deleted", async () => {
    const driver = await drive(DASHBOARD, {}, api);
    const program = {
      name: "Shop",
      description: "The shop at the edge.",
      dashboardItems: [chart("a", ["requests", "status_5xx"]), chart("b", ["bandwidth"], { format: "bytes" })],
    };
    const held = await driver.create(program);
    assert.deepEqual(
      api.state().dashboards[0]?.items.map(({ id, span, visualization }) => ({ id, span, visualization })),
      [
        { id: "a", span: 4, visualization: { type: "chart", config: { plot_type: "line" } } },
        { id: "b", span: 4, visualization: { type: "chart", config: { format: "bytes", plot_type: "line" } } },
      ],
    );
    const read = await driver.refresh(held);
    assert.deepEqual((await driver.diff(read ?? held, program)).diffs, []);
    const imported = await driver.import(held.id);
    assert.deepEqual(
      elements(imported && { ...imported, outputs: imported.inputs }, "dashboardItems").map(({ id }) => id),
      ["a", "b"],
    );
    const updated = await driver.update(held, { name: "Shop" });
    assert.deepEqual(api.state().dashboards[0]?.items, []);
    await driver.delete(updated);
    assert.deepEqual(api.state().dashboards, []);
  });

  it("a dashboard's charts and metrics have an order, and a difference has its position", async () => {
    const driver = await drive(DASHBOARD, {}, api);
    const [a, b] = [chart("a", ["requests", "status_5xx"]), chart("b", ["bandwidth"])];
    const held = await driver.create({ name: "Shop", dashboardItems: [a, b] });
    for (const [dashboardItems, places] of [
      [[a, b], []],
      [[a], ["dashboardItems[1]"]],
      [[a, b, chart("c", ["hits"])], ["dashboardItems[2]"]],
      [
        [chart("a", ["status_5xx", "requests"]), b],
        ["dashboardItems[0].dataSource.config.metrics[0]", "dashboardItems[0].dataSource.config.metrics[1]"],
      ],
      [[a, { ...b, span: 12 }], ["dashboardItems[1].span"]],
      [
        [
          { ...a, id: "b" },
          { ...b, id: "a" },
        ],
        ["dashboardItems[0].id", "dashboardItems[1].id"],
      ],
    ] as const) {
      const diff = await driver.diff(held, { name: "Shop", dashboardItems: [...dashboardItems] });
      assert.deepEqual(Object.keys(diff.detailedDiff ?? {}), places);
    }
  });

  it("a wrong chart is refused with its position", async () => {
    const driver = await drive(DASHBOARD, {}, api);
    const wrong = chart("a", ["requests"], { plotType: "pie" });
    await assert.rejects(
      driver.create({ name: "Shop", dashboardItems: [chart("b", ["hits"]), wrong] }),
      (error: Error) => {
        assert.match(error.message, /dashboardItems\[1\]\.visualization\.config\.plotType/);
        return true;
      },
    );
  });
});
