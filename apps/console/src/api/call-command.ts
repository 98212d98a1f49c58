/** A call of the API as a command for a terminal, where the key is in `HANDSFREE_KEY`. @param body is sent as JSON. */
export function callCommand(
  path: `/v1/${string}`,
  body: object,
): { readonly text: string; readonly copyLabel: string } {
  const json = JSON.stringify(body).replaceAll("'", String.raw`'\''`);
  return {
    text: [
      `curl ${location.origin}${path}`,
      '-H "authorization: Bearer $HANDSFREE_KEY"',
      `-H 'content-type: application/json' -d '${json}'`,
    ].join(" \\\n  "),
    copyLabel: "the command",
  };
}
