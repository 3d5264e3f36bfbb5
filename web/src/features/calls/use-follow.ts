import { type RefObject, useEffect, useRef, useState } from 'react';

/** How near the end of the list has to be to the window for new turns to be followed, in CSS pixels. */
const NEAR_END = 160;
/** After a person scrolls by hand, nothing scrolls by itself for this long, in ms. */
const HANDS_OFF_MS = 4_000;

function endOf(list: HTMLElement): number {
  return list.getBoundingClientRect().bottom - window.innerHeight;
}

/**
 * Follows a list that grows at its end, but only for those who look at its end: others are told how many turns came
 * and are left where they read.
 */
export function useFollowEnd(list: RefObject<HTMLElement | null>, length: number, isGrowing: boolean) {
  const [seen, setSeen] = useState(length);
  const nearEnd = useRef(true);

  useEffect(() => {
    function windowOnScroll(): void {
      nearEnd.current = list.current !== null && endOf(list.current) < NEAR_END;
      if (nearEnd.current) setSeen(list.current?.children.length ?? 0);
    }
    windowOnScroll();
    window.addEventListener('scroll', windowOnScroll, { passive: true });
    return () => window.removeEventListener('scroll', windowOnScroll);
  }, [list]);

  useEffect(() => {
    if (!isGrowing || !nearEnd.current) return;
    setSeen(length);
    if (list.current && endOf(list.current) > 0)
      list.current.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [list, length, isGrowing]);

  function toEnd(): void {
    setSeen(length);
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }
  return { unseen: isGrowing ? Math.max(0, length - seen) : 0, toEnd };
}

/** Keeps the turn that is being played in sight, unless a person has just scrolled somewhere else. */
export function useFollowTurn(list: RefObject<HTMLElement | null>, current: number, playing: boolean): void {
  const handsOffUntil = useRef(0);
  useEffect(() => {
    function windowOnHandScroll(): void {
      handsOffUntil.current = Date.now() + HANDS_OFF_MS;
    }
    window.addEventListener('wheel', windowOnHandScroll, { passive: true });
    window.addEventListener('touchmove', windowOnHandScroll, { passive: true });
    return () => {
      window.removeEventListener('wheel', windowOnHandScroll);
      window.removeEventListener('touchmove', windowOnHandScroll);
    };
  }, []);
  useEffect(() => {
    if (!playing || current < 0 || Date.now() < handsOffUntil.current) return;
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' });
  }, [list, current, playing]);
}
