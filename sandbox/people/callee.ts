/** Whoever answered. Asked once for each frame of 20 ms. */
export interface Callee {
  /** @param audible whether what is played to this end can be heard now */
  next(audible: boolean): Act;
}

export interface Act {
  /** 160 bytes of μ-law; undefined is silence. */
  frame?: Buffer;
  hangsUp?: boolean;
}
