import { createWriteStream, type WriteStream } from 'node:fs';
import type { Say } from '../provision/context.ts';

/** The list of deeds with their times: one JSON object on each line, and a line for people. */
export class Journal {
  private readonly file: WriteStream;
  private readonly say: Say;
  private readonly began = Date.now();

  constructor(path: string, say: Say) {
    this.file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    this.say = say;
  }

  note(deed: string, facts: Record<string, unknown> = {}): void {
    const at = Date.now();
    const seconds = Math.round((at - this.began) / 100) / 10;
    this.file.write(`${JSON.stringify({ at: new Date(at).toISOString(), seconds, deed, ...facts })}\n`);
    const rest = Object.entries(facts).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
    this.say('chaos', [`${seconds} s: ${deed}`, ...rest].join(', '));
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.file.end(resolve));
  }
}
