/** The single row that a health check updates to test whether a commit reaches the disk. */
export interface WriteProbeTable {
  id: number;
  probed_at: Date;
}
