import type { Request } from 'express';
import { invalid } from './api-error.ts';
import { type Conversation, isOver, secondsOf, visibleStatus } from './conversations.ts';
import { queryInteger, queryValue, queryValues } from './query.ts';

type Filter = (conversation: Conversation) => boolean;

/**
 * The filters of the list of conversations (reference 3.1). There is none for a number, a CallSid or a wanted status:
 * that is how it is.
 */
export function filterOf(request: Request): Filter {
  const filters = [
    ...equals(request, 'agent_id', (one) => one.agentId),
    ...equals(request, 'user_id', (one) => one.userId),
    ...equals(request, 'conversation_initiation_source', (one) => one.source),
    ...equals(request, 'call_successful', (one) => (isOver(one) && one.analysis?.successful) || 'unknown'),
    ...atLeast(request, 'call_start_after_unix', startOf),
    ...atMost(request, 'call_start_before_unix', startOf),
    ...atLeast(request, 'call_duration_min_secs', secondsOf),
    ...atMost(request, 'call_duration_max_secs', secondsOf),
    ...conditions(request, 'dynamic_variable_params', (one, name) =>
      Object.hasOwn(one.variables, name) ? one.variables[name] : undefined,
    ),
    ...conditions(request, 'data_collection_params', (one, id) =>
      isOver(one) ? one.analysis?.data.find((field) => field.id === id)?.value : undefined,
    ),
    ...evaluations(request),
    ...tools(request),
  ];
  const excluded = queryValues(request, 'exclude_statuses');
  if (excluded.length > 0) filters.push((one) => !excluded.includes(visibleStatus(one)));
  const search = queryValue(request, 'search')?.toLowerCase();
  if (search) {
    filters.push((one) => one.turns.some(({ message }) => message?.toLowerCase().includes(search)));
  }
  return (conversation) => filters.every((filter) => filter(conversation));
}

function startOf({ startedAt }: Conversation): number {
  return Math.floor(startedAt / 1000);
}

function equals(request: Request, name: string, read: (one: Conversation) => string | null): Filter[] {
  const wanted = queryValue(request, name);
  return wanted === undefined ? [] : [(one) => read(one) === wanted];
}

function atLeast(request: Request, name: string, read: (one: Conversation) => number): Filter[] {
  const least = queryInteger(request, name);
  return least === undefined ? [] : [(one) => read(one) >= least];
}

function atMost(request: Request, name: string, read: (one: Conversation) => number): Filter[] {
  const most = queryInteger(request, name);
  return most === undefined ? [] : [(one) => read(one) <= most];
}

type Value = string | number | boolean | null | undefined;

const OPERATORS: Record<string, (value: Value, wanted: string) => boolean> = {
  eq: (value, wanted) => value !== undefined && String(value) === wanted,
  neq: (value, wanted) => String(value) !== wanted,
  gt: (value, wanted) => isNumber(value) && Number(value) > Number(wanted),
  gte: (value, wanted) => isNumber(value) && Number(value) >= Number(wanted),
  lt: (value, wanted) => isNumber(value) && Number(value) < Number(wanted),
  lte: (value, wanted) => isNumber(value) && Number(value) <= Number(wanted),
  in: (value, wanted) => value !== undefined && wanted.split(',').includes(String(value)),
};

function isNumber(value: Value): boolean {
  return value !== '' && value != null && Number.isFinite(Number(value));
}

/** `name:op:value`, repeated; the value may hold colons. */
function conditions(
  request: Request,
  name: string,
  read: (one: Conversation, id: string) => Value,
): Filter[] {
  return queryValues(request, name).map((text) => {
    const [id = '', operator = '', ...rest] = text.split(':');
    const compare = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (!compare || rest.length === 0) {
      throw invalid(['query', name], 'Must be name:op:value with eq, neq, gt, gte, lt, lte or in');
    }
    return (one) => compare(read(one, id), rest.join(':'));
  });
}

/** `criteria_id:result`, repeated. */
function evaluations(request: Request): Filter[] {
  return queryValues(request, 'evaluation_params').map((text) => {
    const at = text.lastIndexOf(':');
    if (at < 1) throw invalid(['query', 'evaluation_params'], 'Must be criteria_id:result');
    const [id, result] = [text.slice(0, at), text.slice(at + 1)];
    return (one) =>
      isOver(one) && one.analysis?.criteria.some((each) => each.id === id && each.result === result) === true;
  });
}

function tools(request: Request): Filter[] {
  const names = queryValues(request, 'tool_names');
  if (names.length === 0) return [];
  return [({ turns }) => names.some((name) => turns.some(({ tool }) => tool?.name === name))];
}
