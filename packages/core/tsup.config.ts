import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", provider: "src/provider.ts", node: "src/node/index.ts" },
  format: ["esm"],
  dts: false,
  clean: true,
  sourcemap: true,
  target: "node20",
  removeNodeProtocol: false,
  tsconfig: "tsconfig.build.json",
});
