import { setTimeout as sleep } from 'node:timers/promises';
import { notify } from './call.ts';
import { MediaStream, newStreamNotes, type StreamEnd } from './media-stream.ts';
import type { Next, Stage } from './stage.ts';
import { StreamReporter } from './stream-reporter.ts';
import { readStream, type StreamVerb } from './stream-verb.ts';
import type { Verb } from './twiml.ts';
import { addressIn } from './twiml-document.ts';

/** `<Connect><Stream>`: blocks until the stream ends; then its action is asked what to do, if it has one. */
export async function connect(verb: Verb, stage: Stage): Promise<Next> {
  const { call, random, context, document, stopped } = stage;
  const noun = verb.children.find((child) => child.name === 'Stream');
  if (!noun) {
    notify(call, 1, 12200, 'Schema validation warning: Connect without Stream');
    return 'go on';
  }
  await sleep(random.between(context.options.timings.answerToStream), undefined, { signal: stopped });
  const order = readStream(noun);
  if ('code' in order) notify(call, 0, order.code, order.text);
  else await stream(order, stage);
  const { action, method } = verb.attributes;
  if (action === undefined || stopped.aborted) return 'go on';
  return { from: addressIn(document, action, method), more: {} };
}

async function stream(order: StreamVerb, { context, call, line, stopped, onStream }: Stage): Promise<void> {
  const { accountSid, authToken } = context.options;
  const notes = newStreamNotes();
  call.notes.streams.push(notes);
  const reporter = new StreamReporter(context, call, notes.sid, order);
  const opened = new MediaStream({
    order,
    accountSid,
    authToken,
    callSid: call.sid,
    line,
    notes,
    onStart: () => reporter.fire('stream-started'),
    onWarning: (code) => notify(call, 1, code, 'Media stream warning'),
  });
  onStream(opened);
  const stop = () => opened.stop();
  stopped.addEventListener('abort', stop, { once: true });
  if (stopped.aborted) stop();
  const end = await opened.ended;
  stopped.removeEventListener('abort', stop);
  onStream(undefined);
  tellEnd(end, reporter, (code, text) => notify(call, 0, code, text));
}

function tellEnd(
  end: StreamEnd,
  reporter: StreamReporter,
  onFault: (code: number, text: string) => void,
): void {
  if (end.kind === 'stopped') {
    reporter.fire('stream-stopped');
    return;
  }
  onFault(end.fault.code, end.fault.text);
  reporter.fire('stream-error', end.fault.text);
}
