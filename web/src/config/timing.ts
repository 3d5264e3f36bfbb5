/** How often lists and pages are asked for again while the socket is lost, in ms. */
export const POLL_MS = 5_000;

/** Pushed changes that a list cannot apply by itself refetch it at most this often, in ms. */
export const REFETCH_AT_MOST_EVERY_MS = 2_500;

/** A socket that is away for less than this is not worth a banner: a reload or a dropped packet, in ms. */
export const LOST_AFTER_MS = 2_000;

/** How long at most until a lost or refused socket is tried again, in ms. */
export const RETRY_REFUSED_MS = 5_000;

/** How long an action that can be undone offers to undo it, in ms. */
export const UNDO_MS = 8_000;

/** How far the arrow keys move in a recording, in seconds. */
export const SEEK_SECONDS = 5;
