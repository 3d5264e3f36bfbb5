import type { Land } from './place.ts';

/** The Union's members and the United Kingdom: code, name, calling code, zones. */
const TABLE = `
AT Austria 43 Europe/Vienna
BE Belgium 32 Europe/Brussels
BG Bulgaria 359 Europe/Sofia
CY Cyprus 357 Asia/Nicosia
CZ Czechia 420 Europe/Prague
DE Germany 49 Europe/Berlin
DK Denmark 45 Europe/Copenhagen
EE Estonia 372 Europe/Tallinn
ES Spain 34 Europe/Madrid Atlantic/Canary
FI Finland 358 Europe/Helsinki
FR France 33 Europe/Paris
GB Britain 44 Europe/London
GR Greece 30 Europe/Athens
HR Croatia 385 Europe/Zagreb
HU Hungary 36 Europe/Budapest
IE Ireland 353 Europe/Dublin
IT Italy 39 Europe/Rome
LT Lithuania 370 Europe/Vilnius
LU Luxembourg 352 Europe/Luxembourg
LV Latvia 371 Europe/Riga
MT Malta 356 Europe/Malta
NL Netherlands 31 Europe/Amsterdam
PL Poland 48 Europe/Warsaw
PT Portugal 351 Europe/Lisbon Atlantic/Azores
RO Romania 40 Europe/Bucharest
SE Sweden 46 Europe/Stockholm
SI Slovenia 386 Europe/Ljubljana
SK Slovakia 421 Europe/Bratislava`;

const rows = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [country = '', name = '', callingCode = '', ...zones] = line.split(' ');
    return { country, name, callingCode, zones };
  });

export const europe: Record<string, Land> = Object.fromEntries(
  rows.map(({ country, zones }) => [country, { zones }]),
);

/** Country by calling code. */
export const europeanCallingCodes: Record<string, string> = Object.fromEntries(
  rows.map(({ country, callingCode }) => [callingCode, country]),
);

/** Members of the European Union, with their names. */
export const UNION = rows
  .filter(({ country }) => country !== 'GB')
  .map(({ country, name }) => ({ country, name }));
