// Copies the pinned front-end files into app/static/vendor and writes their manifest.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const FROM = process.env.NODE_MODULES ?? "node_modules";
const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const TO = path.join(ROOT, "app/static/vendor");
const FILES = {
  "bootstrap": ["dist/css/bootstrap.min.css", "dist/js/bootstrap.bundle.min.js", "LICENSE"],
  "htmx.org": ["dist/htmx.min.js", "LICENSE"],
  "tom-select": ["dist/js/tom-select.complete.min.js", "dist/css/tom-select.bootstrap5.min.css", "LICENSE"],
  "flatpickr": ["dist/flatpickr.min.js", "dist/flatpickr.min.css", "dist/l10n/zh.js", "LICENSE.md"],
};
const ICONS = fs.readFileSync(path.join(ROOT, "tools/icons.txt"), "utf8").split(/\s+/).filter(Boolean);

function packageOf(name) {
  return JSON.parse(fs.readFileSync(path.join(FROM, name, "package.json")));
}

function described(name, files) {
  const { version, license } = packageOf(name);
  return { version, license, files };
}

function copy(name, file) {
  let bytes = fs.readFileSync(path.join(FROM, name, file));
  if (/\.(js|css)$/.test(file)) {
    bytes = Buffer.from(bytes.toString().replace(/\n?\/[/*]# sourceMappingURL=.*$/m, ""));
  }
  const target = path.join(TO, name, path.basename(file));
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, bytes);
  return { bytes: bytes.length, sha384: crypto.createHash("sha384").update(bytes).digest("base64") };
}

function sprite() {
  const symbols = ICONS.map((icon) => {
    const svg = fs.readFileSync(path.join(FROM, "@tabler/icons/icons/outline", `${icon}.svg`), "utf8");
    const body = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/<svg[\s\S]*?>/, "").replace("</svg>", "");
    return `<symbol id="${icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body.replace(/\s+/g, " ").trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
}

const manifest = {};
for (const [name, files] of Object.entries(FILES)) {
  manifest[name] = described(name, Object.fromEntries(files.map((f) => [path.basename(f), copy(name, f)])));
}
fs.mkdirSync(path.join(TO, "icons"), { recursive: true });
fs.writeFileSync(path.join(ROOT, "app/static/icons.svg"), sprite());
fs.copyFileSync(path.join(FROM, "@tabler/icons/LICENSE"), path.join(TO, "icons/LICENSE"));
manifest["@tabler/icons"] = described("@tabler/icons", { icons: ICONS.length });
fs.writeFileSync(path.join(TO, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
const axe = path.join(ROOT, "tests/vendor");
fs.mkdirSync(axe, { recursive: true });
fs.copyFileSync(path.join(FROM, "axe-core/axe.min.js"), path.join(axe, "axe.min.js"));
fs.copyFileSync(path.join(FROM, "axe-core/LICENSE"), path.join(axe, "axe-LICENSE"));
