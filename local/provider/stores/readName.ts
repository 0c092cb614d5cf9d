import { isNotFound } from "../apiError";
import type { ResourceDefinition } from "../bridge/resource";

/** Reads the name of a thing below a path by its id. A thing that is gone is dropped from the state. */
export function readName(path: string[]): ResourceDefinition["read"] {
  return async (data, { client }) => {
    try {
      const { name } = (await client.send("GET", [...path, data.id])) as { name: string };
      data.set("name", name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      data.id = "";
    }
  };
}
