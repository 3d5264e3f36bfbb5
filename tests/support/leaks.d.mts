/** In the environment of everything that a test run starts. */
export const MARK: string;
export function expectNothingLeft(mark: string): Promise<void>;
export function leftOf(mark: string): string[];
