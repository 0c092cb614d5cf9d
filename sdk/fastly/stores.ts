import type { FastlyClient } from "./client";

/** The id of the store of this name, if it is among those that Fastly lists first. */
export async function findStoreByName(client: FastlyClient, kind: string, name: string): Promise<string | undefined> {
  const listed = (await client.request("GET", `/resources/stores/${kind}?limit=1000`)) as
    | { id: string; name: string }[]
    | { data: { id: string; name: string }[] };
  return (Array.isArray(listed) ? listed : listed.data).find((store) => store.name === name)?.id;
}
