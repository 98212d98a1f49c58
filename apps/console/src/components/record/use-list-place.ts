import { useRef } from "react";

/** Where one record hides its list, since there is no room for both. */
const narrow = "(width < 1200px)";

/** The place in a list that a person left for a record, and comes back to. */
export interface ListPlace {
  /** Call it before the record shows. */
  readonly leave: () => void;
  /** Call it once the list shows again. */
  readonly comeBack: () => void;
}

/** Keeps the place in a list while one of its records takes the whole window. */
export function useListPlace(): ListPlace {
  const place = useRef(0);
  return {
    leave: () => {
      if (matchMedia(narrow).matches) place.current = scrollY;
    },
    comeBack: () => {
      if (!matchMedia(narrow).matches) return;
      requestAnimationFrame(() => scrollTo({ top: place.current, behavior: "instant" }));
    },
  };
}
