import { decodeJsonExactly, escapeInvisible } from "@handsfree/repositories";
import type { ExactText } from "@handsfree/wire";

/** How `--json` renders JSON and texts of the domain. */
export const exactText: ExactText = { readJson: decodeJsonExactly, showInvisible: escapeInvisible };
