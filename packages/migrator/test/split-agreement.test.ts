import { testAgreement } from "./split-agreement.ts";

testAgreement();
