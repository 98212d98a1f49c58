/** There is no record with the requested id. */
export class NotFoundError extends Error {}
