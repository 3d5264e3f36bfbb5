/** A stream's end that is reported as `stream-error` (protocol reference 3.7). */
export interface StreamFault {
  code: number;
  text: string;
}

export function faultOfResponse(): StreamFault {
  return { code: 31920, text: 'Stream - WebSocket - Handshake Error' };
}

export function faultOfScheme(): StreamFault {
  return { code: 31922, text: 'Stream - WebSocket - URL scheme not supported' };
}

const BY_ERROR: Record<string, StreamFault> = {
  ECONNREFUSED: { code: 31902, text: 'Stream - WebSocket - Connection Refused' },
  ETIMEDOUT: { code: 31901, text: 'Stream - WebSocket - Connection Timeout' },
  ENOTFOUND: { code: 31904, text: 'Stream - WebSocket - Host Unreachable' },
  EHOSTUNREACH: { code: 31904, text: 'Stream - WebSocket - Host Unreachable' },
  ECONNRESET: brokenPipe(),
};

/** A socket that vanished while it was in use. */
export function brokenPipe(): StreamFault {
  return { code: 31903, text: 'Stream - WebSocket - Broken Pipe' };
}

export function faultOfError(error: Error & { code?: string }): StreamFault {
  const known = error.code === undefined ? undefined : BY_ERROR[error.code];
  if (known) return known;
  if (error.code?.startsWith('WS_ERR')) return { code: 31924, text: 'Stream - WebSocket - Protocol Error' };
  if (error.message.includes('handshake has timed out')) return BY_ERROR.ETIMEDOUT as StreamFault;
  return { code: 31900, text: 'Stream - Unknown error' };
}

/** Codes with which a server closes in good order; 1005 is a close frame without a code. */
const ORDERLY = new Set([1000, 1001, 1005]);

export function faultOfClose(code: number): StreamFault | undefined {
  if (ORDERLY.has(code)) return undefined;
  if (code === 1006) return brokenPipe();
  return { code: 31921, text: 'Stream - WebSocket - Close Error' };
}
