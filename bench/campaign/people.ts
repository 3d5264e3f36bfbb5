/** Where Australia and France keep numbers for fiction: ten thousand behind each of these. */
const RANGES = [
  ...['+6125550', '+6127010', '+6135550', '+6137010', '+6175550', '+6177010', '+6185550', '+6187010'],
  ...['+3319900', '+3326191'],
];
const IN_A_RANGE = 10_000;
/** In the sandbox a number that ends in 5 is busy, unless the two last digits mean something else. */
const BUSY = /[0-6]5$/;

/** In the sandbox these ask to be called tomorrow: no bench waits for that. */
const TOMORROW = /78$/;

/** All fictional numbers that the bench knows, in order. */
function* numbers(): Generator<string> {
  for (const range of RANGES) {
    for (let last = 0; last < IN_A_RANGE; last += 1) yield `${range}${String(last).padStart(4, '0')}`;
  }
}

/** So many numbers that are busy: the shortest calls there are. */
export function busyNumbers(count: number): string[] {
  return [...numbers()].filter((number) => BUSY.test(number)).slice(0, count);
}

/** So many numbers of people of every kind. */
export function mixedNumbers(count: number): string[] {
  return [...numbers()].filter((number) => !TOMORROW.test(number)).slice(0, count);
}

export function anyNumbers(count: number): string[] {
  return [...numbers()].slice(0, count);
}

export function csvOf(phones: readonly string[]): string {
  return ['phone,name', ...phones.map((phone, index) => `${phone},Person ${index + 1}`)].join('\n');
}
