import { testConfig } from "./scripts/test-config.ts";

/** `pnpm test:deep`: what finds a fault by repetition: histories, races, crashes, tampering, the soak. */
export default testConfig({ depth: "deep" });
