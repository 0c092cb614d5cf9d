import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, promises, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { Header, list } from "tar";
import { writeArchive } from "../../sdk/package/archive";
import type { PackageRequest } from "../../sdk/package/args";
import { filesHash, type PackageFile } from "../../sdk/package/filesHash";
import { readPrebuilt } from "../../sdk/package/prebuilt";
import { archiveFilesHash, readArchive } from "../../sdk/package/readArchive";
import { emptyWasm } from "./project";
import { fastly, inTemporary } from "./support";

const minimal: PackageFile[] = [
  { name: "app/fastly.toml", content: Buffer.from('name = "app"\n') },
  { name: "app/bin/main.wasm", content: emptyWasm },
];
const write = (directory: string, files: PackageFile[]) =>
  writeArchive(files, join(directory, "a.tar.gz"), join(directory, "a.tmp"));

describe("writeArchive", () => {
  it(
    "writes sorted entries with a fixed time, mode and owner",
    inTemporary(async (directory) => {
      await write(directory, minimal);
      const entries: unknown[] = [];
      list({
        file: join(directory, "a.tar.gz"),
        sync: true,
        onReadEntry: ({ path, type, size, mode, uid, gid, uname, mtime }) =>
          entries.push([path, type, size, mode, uid, gid, uname, mtime?.getTime()]),
      });
      assert.deepEqual(entries, [
        ["app/bin/main.wasm", "File", 8, 0o644, 0, 0, "", 0],
        ["app/fastly.toml", "File", 13, 0o644, 0, 0, "", 0],
      ]);
      assert.equal(existsSync(join(directory, "a.tmp")), false);
    }),
  );

  it(
    "writes the same bytes at another time, in another place and with another umask",
    inTemporary(async (directory) => {
      const make = async (place: string, umask: number, time: Date) => {
        const before = process.umask(umask);
        try {
          const path = join(directory, place, "main.wasm");
          mkdirSync(dirname(path));
          writeFileSync(path, Buffer.alloc(3_000_000, "wasm"), { mode: umask === 0 ? 0o777 : 0o600 });
          utimesSync(path, time, time);
          await write(join(directory, place), [
            { name: "app/bin/main.wasm", content: { path } },
            ...minimal.slice(0, 1),
          ]);
          return readFileSync(join(directory, place, "a.tar.gz"));
        } finally {
          process.umask(before);
        }
      };
      const one = await make("one", 0o000, new Date(1e12));
      assert.deepEqual(await make("two", 0o077, new Date(2e12)), one);
    }),
  );

  it(
    "compresses content of any length into one gzip member",
    inTemporary(async (directory) => {
      const block = 512 * 1024;
      for (const size of [0, 1, 511, 512, 513, block - 1024, block - 512, block, 3 * block + 1]) {
        const content = Buffer.concat([
          randomBytes(Math.min(size, 1000)),
          Buffer.alloc(Math.max(0, size - 1000), "ab"),
        ]);
        await write(directory, [{ name: "x", content }]);
        const tar = gunzipSync(readFileSync(join(directory, "a.tar.gz")));
        assert.ok(tar.subarray(512, 512 + size).equals(content), String(size));
        assert.equal(tar.length, 512 + Math.ceil(size / 512) * 512 + 1024);
      }
    }),
  );

  it(
    "keeps the old archive when it cannot write a new one",
    inTemporary(async (directory) => {
      await write(directory, minimal);
      const before = readFileSync(join(directory, "a.tar.gz"));
      await assert.rejects(
        write(directory, [...minimal, { name: "app/x", content: { path: join(directory, "none") } }]),
      );
      assert.deepEqual(readFileSync(join(directory, "a.tar.gz")), before);
      assert.equal(existsSync(join(directory, "a.tmp")), false);
    }),
  );

  it(
    "gives random trees the hashes of `fastly compute hash-files`, and `validate` accepts them",
    inTemporary(async (directory) => {
      const segment = fc
        .string({ unit: fc.constantFrom(..."abAB01-_. äß日\u{1F600}\uE000\uFF5E"), minLength: 1, maxLength: 60 })
        .filter((text) => text.trim() === text && !/^\.+$/.test(text));
      const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `app/${segments.join("/")}`);
      const tree = fc.dictionary(path, fc.uint8Array({ maxLength: 2000 }), { maxKeys: 8 });
      const property = fc.asyncProperty(tree, async (extra) => {
        const files = [...minimal, ...Object.entries(extra).map(([name, content]) => ({ name, content }))];
        const { filesHash: hash } = await write(directory, files);
        assert.equal(hash, await filesHash(files));
        assert.equal(await archiveFilesHash(join(directory, "a.tar.gz")), hash);
        assert.equal(fastly(directory, "compute", "hash-files", "--package", "a.tar.gz").trim(), hash);
        fastly(directory, "compute", "validate", "--package", "a.tar.gz");
      });
      await fc.assert(property, process.env.TEST_LONG ? { numRuns: 1000 } : { numRuns: 15, seed: 7 });
    }),
  ).timeout(600_000);
});

describe("readArchive", () => {
  it(
    "lists the files and hashes them in the order of their names",
    inTemporary(async (directory) => {
      await write(directory, minimal);
      assert.deepEqual(await readArchive(join(directory, "a.tar.gz")), {
        files: [
          { name: "app/bin/main.wasm", size: 8 },
          { name: "app/fastly.toml", size: 13 },
        ],
        filesHash: await filesHash(minimal),
      });
    }),
  );

  it(
    "reads an archive of the Fastly CLI, which has another order of entries",
    inTemporary(async (directory) => {
      mkdirSync(join(directory, "bin"));
      mkdirSync(join(directory, "src/a"), { recursive: true });
      writeFileSync(join(directory, "src/a/x"), "in the directory");
      writeFileSync(join(directory, "src/a-b"), "before it by bytes");
      writeFileSync(
        join(directory, "fastly.toml"),
        'manifest_version = 3\nname = "app"\nlanguage = "javascript"\n[scripts]\nbuild = "printf \'\\\\000asm\\\\001\\\\000\\\\000\\\\000\' > bin/main.wasm"\n',
      );
      fastly(directory, "compute", "build", "--include-source", "-i");
      const archive = join(directory, "pkg/app.tar.gz");
      const names = (await readArchive(archive)).files.map((file) => file.name);
      assert.ok(names.indexOf("app/src/a-b") < names.indexOf("app/src/a/x"));
      const printed = fastly(directory, "compute", "hash-files", "--package", "pkg/app.tar.gz").trim();
      assert.equal(await archiveFilesHash(archive), printed);
    }),
  );

  const head = (path: string, size: number, type: "File" | "Directory" | "ExtendedHeader" = "File") => {
    const block = Buffer.alloc(512);
    new Header({ path, size, type, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }).encode(block);
    return block;
  };
  const GB = 1_000_000_000;
  /** The unpacked data has a gigabyte more of zeros. */
  const bombs: [what: string, start: Buffer, message: RegExp][] = [
    ["a file", head("app/x", GB), /100000000/],
    ["a directory", head("app/x/", GB, "Directory"), /unpacks to more than 300,000,000 bytes/],
    ["an extended header", head("app/x", GB, "ExtendedHeader"), /unpacks to more than 300,000,000 bytes/],
    ["what comes after the end", Buffer.concat([head("app/x", 0), Buffer.alloc(1024)]), /unpacks to more than 300/],
    ["blank data alone", Buffer.alloc(0), /unpacks to more than 300,000,000 bytes/],
  ];
  for (const [what, start, message] of bombs) {
    it(
      `refuses an archive of a megabyte that unpacks to a gigabyte by ${what}, quickly and with little memory`,
      inTemporary(async (directory) => {
        const path = join(directory, "a.tar.gz");
        const blank = gzipSync(Buffer.alloc(GB / 100));
        writeFileSync(path, Buffer.concat([gzipSync(start), ...Array<Buffer>(100).fill(blank)]));
        const before = process.memoryUsage().rss;
        let most = 0;
        const watch = setInterval(() => {
          most = Math.max(most, process.memoryUsage().rss - before);
        }, 5);
        const { user } = process.cpuUsage();
        try {
          await assert.rejects(readPrebuilt({ manifestName: "app/fastly.toml" } as PackageRequest, path), {
            name: "ComputeError",
            code: /^(archive-damaged|package-contents-too-large)$/,
            message,
          });
        } finally {
          clearInterval(watch);
        }
        assert.ok(process.cpuUsage().user - user < 5_000_000, "took more than five seconds");
        assert.ok(most < 150_000_000, `took ${most} bytes`);
      }),
    );
  }

  it(
    "refuses a file that changes during the reading",
    inTemporary(async (directory) => {
      const file = join(directory, "main.wasm");
      writeFileSync(file, "12345678");
      const { stat } = promises;
      promises.stat = (async () => ({ size: 5 })) as never;
      try {
        await assert.rejects(
          writeArchive(
            [{ name: "app/bin/main.wasm", content: { path: file } }],
            join(directory, "a"),
            join(directory, "b"),
          ),
          { code: "file-changed-while-packed", facts: { file, before: 5, after: 8 } },
        );
      } finally {
        promises.stat = stat;
      }
    }),
  );

  const damaged: [title: string, (intact: Buffer) => Buffer][] = [
    ["a truncated archive", (intact) => intact.subarray(0, intact.length - 20)],
    ["an archive with a wrong checksum", (intact) => Buffer.concat([intact.subarray(0, -8), Buffer.alloc(8, 1)])],
    ["a text", () => Buffer.from("hello")],
    ["an empty file", () => Buffer.alloc(0)],
  ];
  for (const [title, damage] of damaged) {
    it(
      `rejects ${title}`,
      inTemporary(async (directory) => {
        const path = join(directory, "a.tar.gz");
        await write(directory, minimal);
        writeFileSync(path, damage(readFileSync(path)));
        await assert.rejects(readArchive(path));
      }),
    );
  }

  it(
    "hashes a minimal package as the binary followed by the manifest",
    inTemporary(async (directory) => {
      const sum = createHash("sha512").update(emptyWasm).update('name = "app"\n').digest("hex");
      assert.equal((await write(directory, minimal)).filesHash, sum);
    }),
  );
});
