import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refused } from './admission.ts';

/** Answers an upgrade as plain HTTP. Twilio shows any status but 101 as error 31920. */
export function refuse(socket: Duplex, { status, why }: Refused): void {
  const destroy = () => {
    socket.destroy();
  };
  socket.once('error', destroy);
  socket.once('finish', destroy);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(why)}`,
      '',
      why,
    ].join('\r\n'),
  );
}
