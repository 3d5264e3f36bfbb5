import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WebSocket } from 'ws';
import { until } from '../support/until.ts';
import { FROM_AGENT, FROM_TWILIO } from './protocol-rows.ts';
import { frameBytes, writeRaw } from './raw-frames.ts';
import type { TwilioPeer } from './twilio-peer.ts';
import { frame, newCallId, World } from './world.ts';

/** Fixed, so that what fails once fails again. */
const SEED = 20_261_121;
const BOUNDED = { seed: SEED, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false };

let world: World;
let witness: TwilioPeer;
let witnessAgent: WebSocket | undefined;
const bystanders: Socket[] = [];

beforeAll(async () => {
  world = await World.create({ closeMs: 100, requestMs: 2_000, startMs: 2_000, agentCloseMs: 100 });
  witness = await world.talk();
  witnessAgent = world.agent.socket;
});
afterEach(() => {
  for (const socket of bystanders.splice(0)) socket.destroy();
});
afterAll(() => world.close());

let spoken = 0;

/** A call that has been up from the beginning hears and is heard, in order, whatever others do. */
async function expectUntouched(): Promise<void> {
  const sound = Buffer.from(`witness ${++spoken}`.padEnd(160)).toString('base64');
  witness.speak(sound);
  await until("the witness's audio", () => world.agent.heard().includes(sound));
  witnessAgent?.send(
    JSON.stringify({ type: 'audio', audio_event: { audio_base_64: sound, event_id: spoken } }),
  );
  await until("its agent's audio", () => witness.played().at(-1) === sound);
  expect(witness.closeCode).toBeUndefined();
}

async function expectNothingLeft(): Promise<void> {
  await until('only the witness to be left', () => {
    const { streamsUp, waiting } = world.bridge.stats();
    return streamsUp === 1 && waiting === 0;
  });
}

const known = [...FROM_AGENT, ...FROM_TWILIO].map(({ message }) => JSON.stringify(message));
const someMessage = fc.constantFrom(...known);

/** A message of either side with a piece cut out, put in, or another value somewhere. */
const spoilt = fc
  .tuple(
    someMessage,
    fc.nat(),
    fc.nat(40),
    fc.oneof(fc.string(), fc.constantFrom('"', '\\', '{', 'null', '1e999', '\u0000')),
  )
  .map(([text, at, length, put]) => {
    const start = at % text.length;
    return text.slice(0, start) + put + text.slice(start + length);
  });
const mixedUp = fc
  .tuple(someMessage, fc.jsonValue())
  .map(([text, value]) =>
    JSON.stringify({ ...JSON.parse(text), media: value, start: value, audio_event: value }),
  );
const anyText = fc.oneof(someMessage, spoilt, mixedUp, fc.json(), fc.string());

/** @param masked as the side that sends them must do, and once in a while does not */
const anyFrame = (masked: boolean) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: anyText.map((text) => frameBytes({ opcode: 1, payload: Buffer.from(text), masked })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({
          opcode: fc.nat(15),
          payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          fin: fc.boolean(),
          reserved: fc.constantFrom(0, 0, 0, 1, 4),
          masked: fc.constantFrom(masked, masked, !masked),
        })
        .map(frameBytes),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)) },
  );
const frames = (masked: boolean) => fc.array(anyFrame(masked), { minLength: 1, maxLength: 12 });

describe('whatever is sent, other calls hear and are heard, and nothing is left', () => {
  it('by a peer that plays Twilio', async () => {
    const property = fc.asyncProperty(fc.boolean(), frames(true), async (begins, sent) => {
      const stream = world.dial(newCallId());
      await stream.open();
      if (begins) await stream.start();
      for (const bytes of sent) writeRaw(stream.socket, bytes);
      await expectUntouched();
      stream.socket.terminate();
    });
    await fc.assert(property, { ...BOUNDED, numRuns: 60 });
    await expectNothingLeft();
  });

  it('by an agent', async () => {
    const property = fc.asyncProperty(frames(false), async (sent) => {
      const before = world.agent.socket;
      const stream = world.dial(newCallId());
      await stream.start();
      const agent = await until('its agent', () =>
        world.agent.socket === before ? undefined : world.agent.socket,
      );
      for (const bytes of sent) writeRaw(agent, bytes);
      await expectUntouched();
      stream.socket.terminate();
    });
    await fc.assert(property, { ...BOUNDED, numRuns: 60 });
    await expectNothingLeft();
  });

  it('by whoever finds the port', async () => {
    const word = fc.constantFrom(
      'GET',
      'POST',
      ' ',
      '/',
      '/streams/',
      'HTTP/1.1',
      '\r\n',
      '\r\n\r\n',
      'Host: a\r\n',
    );
    const header = fc.constantFrom(
      'Upgrade: websocket\r\n',
      'Connection: Upgrade\r\n',
      'X-Twilio-Signature: a\r\n',
      'Content-Length: 9\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Sec-WebSocket-Key: AAAA\r\n',
    );
    const request = fc
      .array(fc.oneof(word, header, fc.string()), { maxLength: 20 })
      .map((parts) => parts.join(''));
    const property = fc.asyncProperty(request, async (text) => {
      const socket = connect(world.port, '127.0.0.1');
      socket.on('error', () => undefined);
      bystanders.push(socket);
      socket.end(text);
      await expectUntouched();
      expect(world.bridge.stats().streamsUp).toBe(1);
    });
    await fc.assert(property, { ...BOUNDED, numRuns: 100 });
    await expectNothingLeft();
  });
});

it('the witness was heard to the end', async () => {
  await expectUntouched();
  witness.speak(frame(3));
  witness.stop();
  await until('nothing to be left', () => world.bridge.stats().streamsUp === 0);
  expect(world.bridge.stats().counters.droppedDown).toBe(0);
});
