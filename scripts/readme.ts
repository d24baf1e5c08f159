import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  CHAT_PARAMETERS,
  type ParameterSupport,
  type ProviderDefinition,
} from "@vllora/core/provider";
import { anthropic } from "@vllora/provider-anthropic";
import { bedrock } from "@vllora/provider-bedrock";
import { gemini } from "@vllora/provider-gemini";
import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { CHECKS } from "../packages/testing/src/conformance/checks/index.ts";

const PROVIDERS: readonly ProviderDefinition[] = [
  openai(),
  anthropic(),
  gemini(),
  bedrock(),
  openaiCompatible(),
];
const ROOT = new URL("../", import.meta.url);

/** Every README that has generated parts. */
export const READMES: readonly URL[] = [
  "README.md",
  "packages/core/README.md",
  "packages/mcp/README.md",
  "packages/provider-anthropic/README.md",
  "packages/provider-bedrock/README.md",
  "packages/provider-openai/README.md",
  "packages/provider-openai-compatible/README.md",
  "packages/testing/README.md",
  "packages/provider-gemini/README.md",
].map((path) => new URL(path, ROOT));

/** The README with its generated parts made anew: the table of parameters, and the snippets from `examples/`. */
export function generateReadme(readme: string): string {
  return readme.replace(
    /(<!-- (parameters|checks|snippet:([\w/.-]+)) -->\n)[\s\S]*?(<!-- \/\2 -->)/g,
    (_, open: string, what: string, path: string | undefined, close: string) =>
      `${open}${generated(what, path ?? "")}${close}`,
  );
}

function generated(what: string, path: string): string {
  if (what === "parameters") return parameterTable();
  return what === "checks" ? checkTable() : snippet(path);
}

function checkTable(): string {
  const rows = Object.entries(CHECKS).map(([name, { law, mode }]) => {
    const where = mode === "wire" ? "; over real HTTP" : "";
    return `| \`${name}\` | ${law}${where} |\n`;
  });
  return `| check | what must hold |\n| --- | --- |\n${rows.join("")}`;
}

function parameterTable(): string {
  const rows = CHAT_PARAMETERS.map((name) => [
    `\`${name}\``,
    ...PROVIDERS.map(({ parameters }) => cell(parameters[name])),
  ]);
  const header = ["parameter", ...PROVIDERS.map(({ id }) => id)];
  const lines = [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`);
  return lines.join("");
}

function cell(support: ParameterSupport): string {
  if (support === "native") return "yes";
  if (support === "unsupported") return "no";
  if ("native" in support) return `yes: ${support.native}`;
  if ("unsupported" in support) return `no: ${support.unsupported}`;
  if ("emulated" in support) return `emulated: ${support.emulated}`;
  return `\`${support.mapped}\`${support.note === undefined ? "" : ` ${support.note}`}`;
}

function snippet(path: string): string {
  const source = readFileSync(new URL(`examples/${path}`, ROOT), "utf8");
  const region = /\/\/ #region readme\n([\s\S]*?)\/\/ #endregion/.exec(source)?.[1];
  if (region === undefined) throw new Error(`examples/${path} has no region "readme"`);
  return `\`\`\`ts\n${region}\`\`\`\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of READMES) writeFileSync(file, generateReadme(readFileSync(file, "utf8")));
}
