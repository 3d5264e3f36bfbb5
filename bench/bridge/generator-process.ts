import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Usage, usageOfGroup } from '../measure/processes.ts';
import type { Answer, Order } from './generator/protocol.ts';

export type Done = Extract<Answer, { kind: 'done' }>;

/** The two moments between which everything counts, told as they come. */
export interface Moments {
  begun: () => void;
  ended: () => void;
}

interface UnderWay {
  onAnswer: (answer: Answer) => void;
  onDeath: (error: Error) => void;
}

/** The generator, seen from the bench: a process that is given one order after the other. */
export class GeneratorProcess {
  /** Where it plays ElevenLabs. */
  port = 0;
  readonly #child: ChildProcess;
  #underWay: UnderWay | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (answer: Answer) => this.#underWay?.onAnswer(answer));
    child.on('exit', () => this.#underWay?.onDeath(new Error('The generator died.')));
  }

  static async start(): Promise<GeneratorProcess> {
    const child = fork(join(import.meta.dirname, 'generator/main.ts'), {
      detached: true,
      execArgv: ['--import', import.meta.resolve('tsx')],
    });
    const generator = new GeneratorProcess(child);
    generator.port = await generator.#until((answer) =>
      answer.kind === 'listening' ? answer.port : undefined,
    );
    return generator;
  }

  usage(): Usage {
    return usageOfGroup(this.#child.pid ?? -1);
  }

  /** @throws Error when it fails or dies */
  carryOut(order: Order, moments: Moments): Promise<Done> {
    const done = this.#until((answer) => {
      if (answer.kind === 'begun') moments.begun();
      else if (answer.kind === 'ended') moments.ended();
      return answer.kind === 'done' ? answer : undefined;
    });
    this.#child.send(order);
    return done;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || !this.#child.connected) return;
    const exited = once(this.#child, 'exit');
    this.#child.send({ kind: 'quit' } satisfies Order);
    await exited;
  }

  /** Waits for the answer of which `pick` makes something. */
  #until<Value>(pick: (answer: Answer) => Value | undefined): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const onAnswer = (answer: Answer) => {
        if (answer.kind === 'failed') reject(new Error(`The generator failed: ${answer.message}`));
        const value = pick(answer);
        if (value !== undefined) resolve(value);
      };
      this.#underWay = { onAnswer, onDeath: reject };
    });
  }
}
