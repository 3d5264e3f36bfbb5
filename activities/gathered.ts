/** What became of one thing that a vendor makes after a call. */
export type Gathered = 'kept' | 'none' | 'not ready';
