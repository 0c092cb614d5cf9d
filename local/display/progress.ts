import type { EngineEvent } from "../engine/events";
import { isShown, isWorthShowing, type Model, stackRow } from "./model";
import type { Paint } from "./paint";
import { renderLine } from "./tree";

/** The line in a log for `event`, the last event of `model`. Undefined for none. */
export function progressLine(model: Model, event: EngineEvent, paint: Paint): string | undefined {
  if (event.kind === "summary") {
    return renderLine(model, stackRow(model), { paint });
  }
  if (event.kind === "diagnostic") {
    // The row still has the previous message.
    if (!isShown(event)) {
      return undefined;
    }
    const row = event.urn === undefined ? stackRow(model) : model.rows.get(event.urn);
    return row?.current === undefined ? undefined : renderLine(model, row, { paint, live: {} }, row.current);
  }
  if (event.kind !== "step") {
    return undefined;
  }
  const row = model.rows.get(event.urn);
  const isRepeated = event.phase === "done" && model.operation !== "preview" && !(event.new ?? event.old)?.custom;
  return row === undefined || isRepeated || !isWorthShowing(model, row)
    ? undefined
    : renderLine(model, row, { paint, live: {} });
}
