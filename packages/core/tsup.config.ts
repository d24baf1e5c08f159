import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/provider.ts", "src/node.ts"],
  format: ["esm"],
  dts: false,
  clean: true,
  sourcemap: true,
  target: "node20",
  removeNodeProtocol: false,
  tsconfig: "tsconfig.build.json",
});
