import { testConstructs } from "./lint-constructs.ts";

testConstructs();
