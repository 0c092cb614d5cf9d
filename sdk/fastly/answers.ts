import { unusable } from "./apiAnswer";
import type { FastlyClient } from "./client";

/** The type of a member, as far as the component depends on it. A member with `?` may be missing or null. */
type Member = "string" | "number" | "string?" | "object?" | "list?" | "texts?";

/** The types of the members that are read of an object. */
export type Shape = Record<string, Member>;

/** Requests an object. @throws ComputeError when the answer is something else. */
export async function readObject<T>(client: FastlyClient, path: string, shape: Shape): Promise<T> {
  const answer = await client.request("GET", path);
  return asShaped<T>(answer, shape, `GET ${path}`);
}

/** Requests a whole list of objects. @throws ComputeError when the answer is something else. */
export async function readList<T>(client: FastlyClient, path: string, shape: Shape): Promise<T[]> {
  return asList(await client.request("GET", path), shape, `GET ${path}`);
}

/** The most pages to read. No real list is longer. */
const MOST_PAGES = 10_000;

/**
 * A list in numbered pages.
 *
 * @param path gives the path for the number and the length of a page.
 */
export function readPages<T>(
  client: FastlyClient,
  path: (page: number, length: number) => string,
  shape: Shape,
): Promise<T[]> {
  return everyPage((page) => readList<T>(client, path(page, PAGE_LENGTH), shape), path(1, PAGE_LENGTH));
}

/** A JSON:API list, also in numbered pages. @param path with a query. */
export async function readDocuments<T extends object>(client: FastlyClient, path: string): Promise<T[]> {
  return (await readIncluding<T, object>(client, path)).data;
}

/** The same, with the objects that the query includes. */
export async function readIncluding<T extends object, I extends object>(
  client: FastlyClient,
  path: string,
): Promise<{ data: T[]; included: I[] }> {
  const included: I[] = [];
  const data = await everyPage(async (page) => {
    const at = `${path}&${new URLSearchParams({ "page[number]": String(page), "page[size]": String(PAGE_LENGTH) })}`;
    const shape = { data: "list?", included: "list?" } as const;
    const answer = await readObject<{ data?: T[] | null; included?: I[] | null }>(client, at, shape);
    included.push(...(answer.included ?? []));
    return answer.data ?? [];
  }, path);
  return { data, included };
}

const PAGE_LENGTH = 100;

async function everyPage<T>(read: (page: number) => Promise<T[]>, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const found = await read(page);
    items.push(...found);
    if (found.length < PAGE_LENGTH) {
      return items;
    }
  }
  throw unusable(`${MOST_PAGES} pages and more`, `GET ${path}`);
}

/**
 * A list of stores, with a cursor to the next page, or whole.
 *
 * @param member the member of the answer with the list.
 */
export async function readFromCursor<T>(
  client: FastlyClient,
  path: string,
  shape: Shape,
  member = "data",
): Promise<T[]> {
  const items: T[] = [];
  let at = path;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await client.request("GET", at);
    if (Array.isArray(answer)) {
      return asList(answer, shape, `GET ${at}`);
    }
    const { [member]: list, meta } = asShaped<{ meta?: { next_cursor?: unknown }; [member: string]: unknown }>(
      answer,
      { [member]: "list?", meta: "object?" },
      `GET ${at}`,
    );
    items.push(...asList<T>(list ?? [], shape, `GET ${at}`));
    const cursor = meta?.next_cursor;
    if (typeof cursor !== "string" || cursor === "") {
      return items;
    }
    at = `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;
  }
  throw unusable(`${MOST_PAGES} pages and more`, `GET ${path}`);
}

function asList<T>(answer: unknown, shape: Shape, request: string): T[] {
  if (!Array.isArray(answer)) {
    throw unusable(`${kindOf(answer)} instead of a list`, request);
  }
  return answer.map((item) => asShaped<T>(item, shape, request));
}

function asShaped<T>(answer: unknown, shape: Shape, request: string): T {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw unusable(`${kindOf(answer)} instead of an object`, request);
  }
  for (const [key, member] of Object.entries(shape)) {
    const value = (answer as Record<string, unknown>)[key];
    if (!isOf(member, value)) {
      throw unusable(`an object with ${kindOf(value)} as "${key}"`, request);
    }
  }
  return answer as T;
}

function isOf(member: Member, value: unknown): boolean {
  const type = member.replace("?", "");
  if (value === undefined || value === null) {
    return type !== member;
  }
  if (type === "list" || type === "texts") {
    const item = type === "list" ? "object" : "string";
    return Array.isArray(value) && value.every((member) => typeof member === item && member !== null);
  }
  return typeof value === type && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) {
    return "nothing";
  }
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
