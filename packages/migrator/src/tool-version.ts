import packageJson from "../package.json" with { type: "json" };

/** The name and version that the history records for each applied file. */
export const toolVersion: string = `${packageJson.name} ${packageJson.version}`;
