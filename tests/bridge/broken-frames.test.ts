import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.ts';
import { frameBytes, type RawFrame, writeRaw } from './raw-frames.ts';
import { STREAM_SID, type TwilioPeer } from './twilio-peer.ts';
import { frame, newCallId, World } from './world.ts';

const TEXT = 1;
const BINARY = 2;
const CONTINUATION = 0;

let world: World;
let witness: TwilioPeer;
beforeEach(async () => {
  world = await World.create({ closeMs: 200 });
  witness = world.dial();
  await witness.start();
  await until('the agent', () => world.agent.socket);
});
afterEach(() => world.close());

/** The witness talks to an agent of its own; that stays the last word. */
async function expectUntouched(): Promise<void> {
  witness.speak(frame(42));
  await until("the witness's audio", () => world.agent.heard().includes(frame(42)));
  expect(witness.closeCode).toBeUndefined();
  witness.stop();
  await until('nothing to be left', () => {
    const { streamsUp, waiting } = world.bridge.stats();
    return streamsUp === 0 && waiting === 0;
  });
}

const message = Buffer.from('{"event":"new"}');
const RUINOUS: [string, RawFrame[], number][] = [
  ['a message above 64 kB', [{ opcode: TEXT, payload: Buffer.alloc(65_537, 32) }], 1009],
  ['a frame that states 4 GB', [{ opcode: TEXT, payload: message, statedLength: 2 ** 32 }], 1009],
  [
    'fragments that add up to more than 64 kB',
    [
      { opcode: TEXT, payload: Buffer.alloc(40_000, 32), fin: false },
      { opcode: CONTINUATION, payload: Buffer.alloc(40_000, 32) },
    ],
    1009,
  ],
  ['text that is no UTF-8', [{ opcode: TEXT, payload: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }], 1007],
  ['a frame that is not masked', [{ opcode: TEXT, payload: message, masked: false }], 1002],
  ['a frame that says it is compressed', [{ opcode: TEXT, payload: message, reserved: 4 }], 1002],
  ['an unknown kind of frame', [{ opcode: 5, payload: message }], 1002],
  ['a continuation of nothing', [{ opcode: CONTINUATION, payload: message }], 1002],
  ['a ping of more than 125 bytes', [{ opcode: 9, payload: Buffer.alloc(126) }], 1002],
];

describe('a stream is closed with a code, and no other call with it, for', () => {
  it.each(RUINOUS)('%s', async (_, frames, code) => {
    const stream = world.dial(newCallId());
    await stream.open();
    for (const one of frames) writeRaw(stream.socket, frameBytes(one));
    expect(await stream.closed()).toBe(code);
    await until('the end', () => world.bridge.stats().ended.protocol_error === 1);
    await expectUntouched();
  });

  it.each([
    ['a start without its fields', '{"event":"start"}'],
    [
      'a start that names two streams',
      `{"event":"start","sequenceNumber":"1","streamSid":"MZother","start":
      {"streamSid":"${STREAM_SID}","accountSid":"AC","callSid":"CA","tracks":["inbound"],
       "mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}}}`,
    ],
  ])('%s', async (_, text) => {
    const stream = world.dial(newCallId());
    await stream.open();
    stream.send(text);
    expect(await stream.closed()).toBe(1008);
    await expectUntouched();
  });
});

describe('a stream goes on after', () => {
  it('binary frames, and messages in fragments, which are put together', async () => {
    writeRaw(witness.socket, frameBytes({ opcode: BINARY, payload: Buffer.alloc(1_000) }));
    const media = `{"event":"media","streamSid":"${STREAM_SID}","media":{"payload":"${frame(7)}"}}`;
    const half = media.length >> 1;
    writeRaw(
      witness.socket,
      frameBytes({ opcode: TEXT, payload: Buffer.from(media.slice(0, half)), fin: false }),
    );
    writeRaw(witness.socket, frameBytes({ opcode: 9, payload: Buffer.from('ping between') }));
    writeRaw(witness.socket, frameBytes({ opcode: CONTINUATION, payload: Buffer.from(media.slice(half)) }));
    await until('the audio', () => world.agent.heard().includes(frame(7)));
    await expectUntouched();
  });

  it('media before its start, which nobody can hear', async () => {
    const stream = world.dial(newCallId());
    await stream.open();
    stream.speak(frame(8));
    stream.stop();
    expect(await stream.closed()).toBe(1000);
    expect(world.agent.heard()).not.toContain(frame(8));
    await expectUntouched();
  });
});

it('what comes after stop changes nothing', async () => {
  const stream = world.dial(newCallId());
  await stream.start();
  await until('two agents', () => world.agent.requests.length === 2);
  stream.stop();
  stream.speak(frame(9));
  stream.press('1');
  await stream.start();
  stream.stop();
  expect(await stream.closed()).toBe(1000);
  expect(world.agent.requests).toHaveLength(2);
  expect(world.agent.heard()).not.toContain(frame(9));
  expect(world.bridge.stats().ended).toEqual({ contact_left: 1 });
  await expectUntouched();
});
