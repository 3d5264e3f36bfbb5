/** Tokens that a stream was opened with, until they expire: each opens one. Memory is bounded by their lifetime. */
export class UsedTokens {
  /** By token, when it expires (epoch milliseconds); the oldest first. */
  readonly #expiries = new Map<string, number>();

  has(token: string): boolean {
    return this.#expiries.has(token);
  }

  add(token: string, expiresAt: number, now = Date.now()): void {
    for (const [old, expiry] of this.#expiries) {
      if (expiry > now) break;
      this.#expiries.delete(old);
    }
    this.#expiries.set(token, expiresAt);
  }
}
