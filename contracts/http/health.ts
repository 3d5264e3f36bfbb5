/**
 * `GET /healthz` answers 200 while the process lives. `GET /readyz` answers 200 when everything it needs can be
 * reached, else 503 with `down` naming what cannot, such as `['temporal', 'mongodb']`.
 */
export interface Readiness {
  ready: boolean;
  down: string[];
}
