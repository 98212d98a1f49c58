// A runner in a process of its own. Each line of its standard input is a job, so that several runners can
// begin together; what it does it says on its standard output, a line each before the next step.
import { createInterface } from "node:readline";
import { openDatabase } from "@handsfree/query";
import { migrateUp } from "../../src/index.ts";
import type { Job } from "./job.ts";
import { sampleFiles } from "./sample-files.ts";

process.stdout.write("ready\n");
for await (const line of createInterface(process.stdin)) {
  const { database, sample, ...options } = JSON.parse(line) as Job;
  await using db = await openDatabase(database);
  await migrateUp(db, sampleFiles(sample), {
    ...options,
    onEvent: (event) =>
      process.stdout.write(
        "migration" in event ? `${event.type} ${event.migration.version}\n` : `${event.type}\n`,
      ),
  });
  process.stdout.write("done\n");
}
