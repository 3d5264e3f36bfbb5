import { Client, type Connection } from '@temporalio/client';

/**
 * Temporal's client, for a process in which audio passes. The client enters an asynchronous context with each request, and
 * from the first one on Node tells JavaScript of everything that begins to wait, each write of audio too; so contexts are
 * given up whenever nothing is asked.
 */
export class TemporalLink {
  readonly #connection: Connection;
  readonly #client: Client;
  #underWay = 0;

  constructor(connection: Connection, namespace: string) {
    this.#connection = connection;
    this.#client = new Client({ connection, namespace });
  }

  /** Asks, and waits for each answer `ms` milliseconds at most. @throws what the client throws */
  async ask<Answer>(ms: number, ask: (client: Client) => Promise<Answer>): Promise<Answer> {
    this.#underWay++;
    try {
      return await this.#connection.withDeadline(Date.now() + ms, () => ask(this.#client));
    } finally {
      this.#underWay--;
      if (this.#underWay === 0) this.#connection.callContextStorage.disable();
    }
  }
}
