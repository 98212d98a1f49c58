/**
 * The names of an object's members after some are replaced. If two would become equal, the later ones are numbered, so
 * that no member replaces another.
 *
 * @param names the present names, in order.
 * @param replace returns the new name, or the name itself.
 * @returns as many names, in the same order, all different.
 */
export function distinctNames(
  names: readonly string[],
  replace: (name: string) => string,
): readonly string[] {
  const replaced = names.map(replace);
  const taken = new Set(names.filter((name, index) => replaced[index] === name));
  const counts = new Map<string, number>();
  return replaced.map((name, index) => {
    if (name === names[index]) return name;
    let count = counts.get(name) ?? 0;
    let shown: string;
    do {
      count += 1;
      shown = count === 1 ? name : `${name} ${count}`;
    } while (taken.has(shown));
    counts.set(name, count);
    taken.add(shown);
    return shown;
  });
}
