import { decodeJsonExactly, escapeInvisible } from "@handsfree/repositories";
import type { ExactText } from "@handsfree/wire";

/** Renders JSON and texts of the domain for `--json`. */
export const exactText: ExactText = { readJson: decodeJsonExactly, showInvisible: escapeInvisible };
