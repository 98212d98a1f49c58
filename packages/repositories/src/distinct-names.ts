/**
 * What the members of an object are called when some of their names are replaced. Where two would then have one
 * name, the later ones are numbered, so that no member takes the place of another.
 *
 * @param names as they are, in order.
 * @param replace what stands for a name; the name itself where it stays.
 * @returns as many names, in the same order, no two of them equal.
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
