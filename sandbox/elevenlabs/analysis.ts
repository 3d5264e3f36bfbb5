export type Result = 'success' | 'failure' | 'unknown';

/** What was found out about a conversation after its end (reference 3.3.3). */
export interface Analysis {
  successful: Result;
  summary: string;
  title: string;
  criteria: { id: string; result: Result; rationale: string }[];
  data: { id: string; value: string | number | boolean | null; schema: DataField; rationale: string }[];
}

/** What is to be found out, as the agent's settings say it. */
export interface DataField {
  type: 'string' | 'boolean' | 'integer' | 'number';
  description: string;
}
