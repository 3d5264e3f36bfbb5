/** Keys of everything that is cached, in one place: who changes a thing invalidates it by the key it is read with. */
export const queryKeys = {
  me: ['me'] as const,
  campaigns: ['campaigns', 'list'] as const,
  campaign: (id: string) => ['campaigns', 'one', id] as const,
  contactsOf: (campaignId: string) => ['contacts', campaignId] as const,
  contacts: (campaignId: string, filters: object) => ['contacts', campaignId, filters] as const,
  callLists: ['calls', 'list'] as const,
  calls: (filters: object) => ['calls', 'list', filters] as const,
  liveCalls: (campaignId: string) => ['calls', 'live', campaignId] as const,
  call: (id: string) => ['calls', 'one', id] as const,
  transcript: (callId: string) => ['calls', 'transcript', callId] as const,
};
