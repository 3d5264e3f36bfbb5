import { newId } from './ids.ts';

/** An error as ElevenLabs words it (reference 3.8): `detail` is an object, or a list for 422. */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: unknown;

  constructor(status: number, detail: unknown) {
    super(`ElevenLabs error ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.detail = detail;
  }
}

export function unauthorized(): ApiError {
  return detailed(401, 'authentication_error', 'unauthorized', 'Invalid API key', 'invalid_api_key');
}

export function agentNotFound(): ApiError {
  return detailed(404, 'not_found', 'agent_not_found', 'There is no agent with this id', 'agent_not_found');
}

export function conversationNotFound(): ApiError {
  const message = 'There is no conversation with this id';
  return detailed(404, 'not_found', 'conversation_not_found', message, 'conversation_history_not_found');
}

export function pathNotFound(): ApiError {
  return detailed(404, 'not_found', 'not_found', 'Nothing is here', 'not_found');
}

export function audioNotFound(): ApiError {
  return detailed(404, 'not_found', 'audio_not_found', 'This conversation has no audio', 'audio_not_found');
}

export function webhookNotFound(): ApiError {
  return detailed(
    404,
    'not_found',
    'webhook_not_found',
    'There is no webhook with this id',
    'webhook_not_found',
  );
}

export function toolNotFound(): ApiError {
  return detailed(404, 'not_found', 'tool_not_found', 'There is no tool with this id', 'tool_not_found');
}

export function tooFast(): ApiError {
  return detailed(429, 'rate_limit_error', 'rate_limit_exceeded', 'Too many requests', 'rate_limit_exceeded');
}

export function tooManyAtOnce(): ApiError {
  const message = 'Too many concurrent requests';
  return detailed(
    429,
    'rate_limit_error',
    'concurrent_limit_exceeded',
    message,
    'too_many_concurrent_requests',
  );
}

export function serverFault(): ApiError {
  return detailed(500, 'internal_error', 'internal_server_error', 'Internal server error', 'internal_error');
}

/** @param location such as `['query', 'agent_id']` */
export function invalid(location: (string | number)[], message: string, type = 'value_error'): ApiError {
  return new ApiError(422, [{ loc: location, msg: message, type }]);
}

function detailed(status: number, type: string, code: string, message: string, legacy: string): ApiError {
  return new ApiError(status, {
    type,
    code,
    message,
    status: legacy,
    request_id: newId('req'),
    param: null,
  });
}
