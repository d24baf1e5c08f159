import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: { resolve: { conditions: ["@vllora/source"] } },
  test: {
    // For two busy cores; nothing waits for it.
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "scripts/*.test.ts", "bench/test/*.test.ts"],
          provide: { transport: "fetch" },
        },
      },
      {
        // What holds over real HTTP holds for each transport.
        extends: true,
        test: {
          name: "node-http",
          include: ["packages/core/test/wire/*.test.ts"],
          provide: { transport: "node:http" },
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/index.ts"],
      reporter: ["text-summary"],
    },
  },
});
