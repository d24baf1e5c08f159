import { readdirSync } from "node:fs";
import type { Wire } from "./wire.ts";

/** Every wire in `wires/`. */
export async function loadWires(): Promise<readonly Wire[]> {
  const folder = new URL("wires/", import.meta.url);
  const files = readdirSync(folder).sort();
  return await Promise.all(
    files.map(async (file) => {
      const { wire } = (await import(new URL(file, folder).href)) as { wire: Wire };
      return wire;
    }),
  );
}
