/** The one row that a health check rewrites to learn whether a commit still reaches the disk. */
export interface WriteProbeTable {
  id: number;
  probed_at: Date;
}
