import { styleText } from 'node:util';
import type { Say } from '../provision/context.ts';

type Style = Parameters<typeof styleText>[0];

const ABOUT_WIDTH = 12;
/** So that the lines of our processes can be told apart at a glance. */
const COLOURS: Record<string, Style> = {
  worker: 'cyan',
  worker2: 'cyan',
  api: 'green',
  bridge: 'magenta',
  sandbox: 'yellow',
  web: 'blue',
};

/** Lines on a terminal, with one line below them that is redrawn in place. Elsewhere than on a terminal, plain lines. */
export class Terminal {
  readonly isLive: boolean;
  private readonly out: NodeJS.WriteStream;
  private readonly colours: boolean;
  private status = '';

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.out = out;
    this.isLive = out.isTTY === true;
    this.colours = this.isLive && !process.env.NO_COLOR;
  }

  paint(style: Style, text: string): string {
    return this.colours ? styleText(style, text, { validateStream: false }) : text;
  }

  line(text = ''): void {
    this.clear();
    this.out.write(`${text}\n`);
    this.draw();
  }

  /** A line of progress: what it is about, then what happens. */
  readonly say: Say = (about, text) => {
    this.line(`${this.paint(COLOURS[about] ?? 'bold', about.padEnd(ABOUT_WIDTH))} ${text}`);
  };

  /** The line at the bottom; an empty one takes it away. */
  setStatus(text: string): void {
    this.clear();
    this.status = text;
    this.draw();
  }

  private clear(): void {
    if (this.isLive && this.status) this.out.write('\r\x1b[2K');
  }

  private draw(): void {
    if (!this.isLive || !this.status) return;
    // A line that wraps could not be taken away again.
    this.out.write(this.status.slice(0, (this.out.columns || 80) - 1));
  }
}
