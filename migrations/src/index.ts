import { fileURLToPath } from "node:url";

/**
 * The absolute path of the folder with the numbered SQL files that make the HandsFree schema.
 * Hand it to `readMigrations` of `@handsfree/migrator`.
 */
export const migrationsDirectory: string = fileURLToPath(new URL("..", import.meta.url));
