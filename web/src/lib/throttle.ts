/** Runs at once, then at most every `ms`; what was asked for in between runs once, at the end. */
export function throttle(run: () => void, ms: number): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  function timerOnDue(): void {
    timer = undefined;
    if (again) call();
  }
  function call(): void {
    again = timer !== undefined;
    if (again) return;
    timer = setTimeout(timerOnDue, ms);
    run();
  }
  return {
    call,
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}
