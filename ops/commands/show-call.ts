import type { CallDossier, WorkflowStanding } from '../../contracts/http/admin.ts';
import { clock, facts, table } from './table.ts';

/** Everything that is known of a call, for a terminal. */
export function showCall(dossier: CallDossier): string[] {
  const { events, otherCalls, audit } = dossier;
  return [
    ...callLines(dossier),
    ...standing('Workflow', dossier.workflow, 'Temporal has none, or no longer.'),
    ...(dossier.mend ? standing('Mending', dossier.mend, '') : []),
    ...section(`Events, ${events.length}`, eventLines(events)),
    ...section(
      'Other calls to this person',
      table(otherCalls, [
        ['id', ({ id }) => id],
        ['phase', ({ phase }) => phase],
        ['outcome', ({ outcome }) => outcome],
        ['began', ({ startedAt }) => clock(startedAt)],
      ]).slice(otherCalls.length === 0 ? 1 : 0),
    ),
    ...section(
      'What operators did',
      audit.map(({ at, by, action, state, error }) =>
        [clock(at), by.name, action, state, error?.message].filter(Boolean).join('  '),
      ),
    ),
  ];
}

function callLines({
  call,
  record,
  enrolment,
  campaign,
  line,
  personHeldBy,
  suppressed,
}: CallDossier): string[] {
  const gate = record.gate && `${record.gate.decision}: ${record.gate.reasons.join('; ')}`;
  const price = record.price && `${record.price.amount} ${record.price.currency}`;
  const ended = call.terminatedBy && `${call.terminatedBy} (${record.terminatedByFrom ?? 'seen'})`;
  return [
    `Call ${call.id}`,
    ...facts([
      ['person', `${call.contactName || '(no name)'}, ${call.phone}${suppressed ? ', do not call' : ''}`],
      ['campaign', campaign && `${campaign.name}, ${campaign.state}: ${campaign.reason}`],
      ['attempt', call.attempt],
      ['phase', call.liveStatus ? `${call.phase}, ${call.liveStatus}` : call.phase],
      ['intent', record.intent],
      ['gate', gate],
      ['outcome', call.outcome && `${call.outcome}: ${call.reason ?? ''}`],
      ['answered by', record.answeredBy],
      ['ended by', ended],
      ['CallSid', call.callSid],
      ['conversation', call.conversationId],
      ['began', clock(call.startedAt)],
      ['answered', clock(call.answeredAt)],
      ['ended', clock(call.endedAt)],
      ['talked', call.talkSeconds === null ? null : `${call.talkSeconds} s`],
      ['first sound', record.firstAudioMs === null ? null : `${record.firstAudioMs} ms after the answer`],
      ['message left', record.messageLeft ? 'yes' : null],
      ['price', price],
      ['transcript', record.transcript ?? 'none'],
      ['recording', call.recording ? `${call.recording.durationSeconds} s` : 'none'],
      ['contact', enrolment && `${enrolment.state}, ${enrolment.attempts} attempts`],
      ['due', clock(enrolment?.dueAt)],
      ['line', line && `${line.id}, since ${clock(line.takenAt) ?? '?'}`],
      ['held by', personHeldBy === call.id ? 'this call' : personHeldBy],
    ]),
  ];
}

function standing(heading: string, workflow: WorkflowStanding | null, none: string): string[] {
  if (!workflow) return section(heading, [none]);
  const pending = workflow.pendingActivities.flatMap(({ type, state, attempt, nextTryAt, lastFailure }) => [
    `waits for ${type}: ${state}, try ${attempt}${nextTryAt ? `, again at ${clock(nextTryAt)}` : ''}`,
    ...(lastFailure ? [`  failed last: ${lastFailure}`] : []),
  ]);
  const { status, events, startedAt, closedAt, temporalUrl } = workflow;
  return section(heading, [
    `${status.toLowerCase()}, ${events} events, ${clock(startedAt)} – ${clock(closedAt) ?? 'now'}`,
    ...pending,
    ...(temporalUrl ? [temporalUrl] : []),
  ]);
}

function eventLines(events: CallDossier['events']): string[] {
  return table(events, [
    ['happened', ({ happenedAt }) => clock(happenedAt)],
    ['received', ({ receivedAt }) => clock(receivedAt)],
    ['kind', ({ kind }) => kind],
    [
      '',
      ({ facts: told }) =>
        Object.entries(told)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
    ],
  ]).slice(events.length === 0 ? 1 : 0);
}

function section(heading: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}
