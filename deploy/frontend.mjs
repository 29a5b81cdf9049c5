// Makes app/static/vendor/, which git ignores: the typefaces, and the writing desk with the editor it is built on.
// Run after `npm ci --ignore-scripts`; safe to run again: each part is made beside and renamed into place.
import { copyFile, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const house = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(house, "node_modules", "@fontsource-variable");
const target = join(house, "app", "static", "vendor", "fonts");

// Package, the variant whose axes we use, its subsets; tokens.css names the same files. "vietnamese" also holds
// the letters with a dot below that Yoruba and Igbo names need; a browser fetches it only where one stands.
const FACES = [
  ["newsreader", "opsz", ["latin", "latin-ext", "vietnamese"]],
  ["atkinson-hyperlegible-next", "wght", ["latin", "latin-ext"]],
];
const STYLES = ["normal", "italic"];

function files() {
  return FACES.flatMap(([face, axis, subsets]) => [
    ...subsets.flatMap((subset) =>
      STYLES.map((style) => ({
        from: join(packages, face, "files", `${face}-${subset}-${axis}-${style}.woff2`),
        to: `${face}-${subset}-${axis}-${style}.woff2`,
      })),
    ),
    { from: join(packages, face, "LICENSE"), to: `${face}-LICENSE.txt` },
  ]);
}

try {
  await readdir(packages);
} catch {
  console.error("The packages are not here yet: run `npm ci --ignore-scripts` first.");
  process.exit(1);
}

const fresh = `${target}.new`;
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
for (const { from, to } of files()) await copyFile(from, join(fresh, to));
await rm(target, { recursive: true, force: true });
await rename(fresh, target);
console.log(`${files().length} files in app/static/vendor/fonts`);

// What solves the quiet task of the first page (app/static/js/proof.js), as a worker of its own.
const worker = join(house, "app", "static", "vendor", "pbkdf2.js");
await copyFile(join(house, "node_modules", "altcha", "dist", "workers", "pbkdf2.js"), `${worker}.new`);
await rename(`${worker}.new`, worker);
console.log("app/static/vendor/pbkdf2.js");

// The writing desk: our modules and ProseMirror in one file. 2022 is what browsers of the last three years speak.
const { build } = await import("esbuild");
// What of it browsers can do themselves is left out: our own few lines stand in for those packages.
const bundle = join(house, "app", "static", "vendor", "writing.js");
const instead = join(house, "app", "static", "js", "writing", "editor", "instead");
const OWN = ["entities", "linkify-it", "uc.micro"];
await build({
  entryPoints: [join(house, "app", "static", "js", "writing", "main.js")],
  bundle: true,
  alias: Object.fromEntries(OWN.map((name) => [name, join(instead, `${name}.js`)])),
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "inline",
  outfile: `${bundle}.new`,
  logLevel: "warning",
});
await rename(`${bundle}.new`, bundle);
console.log("app/static/vendor/writing.js");
