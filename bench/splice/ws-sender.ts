import * as ws from 'ws';

interface SendOptions {
  binary: boolean;
  compress: boolean;
  fin: boolean;
  mask: boolean;
}

interface SenderClass {
  new (connection: object): { send: (message: Buffer | string, options: SendOptions) => void };
}

/** What ws frames and masks with: exported by it, not by its types. */
export const { Sender } = ws as unknown as { Sender: SenderClass };
