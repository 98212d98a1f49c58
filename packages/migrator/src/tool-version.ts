import packageJson from "../package.json" with { type: "json" };

/** What the history records as having applied a file. */
export const toolVersion: string = `${packageJson.name} ${packageJson.version}`;
