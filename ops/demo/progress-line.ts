import type { CampaignView } from '../../contracts/http/campaigns.ts';

const BAR_WIDTH = 24;

/** How a campaign goes, on one line. */
export function progressLine({ progress, reason }: CampaignView, elapsedMs: number): string {
  const { total, done, up, waiting, outcomes } = progress;
  const filled = total === 0 ? 0 : Math.round((done / total) * BAR_WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  const fates = Object.entries(outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', ');
  const said = up === 0 && waiting > 0 && reason ? ` · ${reason}` : '';
  return `${clock(elapsedMs)} ${bar} ${done}/${total} done · ${up} up · ${waiting} waiting${fates && ` · ${fates}`}${said}`;
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
