export { call } from './call.ts';
export { campaign } from './campaign.ts';
export { sweep } from './sweep.ts';
