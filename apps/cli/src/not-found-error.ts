/** What was asked for by its id is not there. */
export class NotFoundError extends Error {}
