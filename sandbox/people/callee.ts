/** Whoever is at the other end. Asked once for each frame of 20 ms. */
export interface Callee {
  /** Whether a machine records what it hears now: its greeting is over. */
  readonly taping?: boolean;
  /** @param audible whether what is played to this end can be heard now */
  next(audible: boolean): Act;
}

export interface Act {
  /** 160 bytes of μ-law; undefined is silence. */
  frame?: Buffer;
  /** One key of a telephone: 0 to 9, `*` or `#`. */
  presses?: string;
  hangsUp?: boolean;
}
