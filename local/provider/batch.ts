/** The most operations in one request to the API. */
const BATCH_SIZE = 1000;

interface BatchOperation {
  item_key: string;
  item_value: string | null;
  op: "create" | "update" | "delete";
}

/**
 * The operations that turn `old` into `wanted`. A remaining key is updated even when its value is the same. A deletion
 * has the value that each API's client sends.
 */
export function batchOperations(
  old: Record<string, unknown>,
  wanted: Record<string, unknown>,
  deletedValue: string | null,
): BatchOperation[] {
  return [
    ...Object.keys(old)
      .filter((key) => !Object.hasOwn(wanted, key))
      .map((key): BatchOperation => ({ item_key: key, item_value: deletedValue, op: "delete" })),
    ...Object.entries(wanted).map(
      ([key, value]): BatchOperation => ({
        item_key: key,
        item_value: String(value),
        op: Object.hasOwn(old, key) ? "update" : "create",
      }),
    ),
  ];
}

export function inBatches<T>(operations: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(operations.length / BATCH_SIZE) }, (_, index) =>
    operations.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
}
