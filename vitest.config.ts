import { testConfig } from "./scripts/test-config.ts";

/** `pnpm test`: every promise, on both engines, in minutes. */
export default testConfig({ depth: "quick" });
