/**
 * The same iteration, each step of which is done within something, such as an async context: a generator
 * runs in that of whoever asks for its next value, not in that of whoever made it.
 *
 * @param onEnd is called when nothing more can come.
 */
export function iterateWithin<T>(
  iterable: AsyncIterable<T>,
  within: <R>(action: () => R) => R,
  onEnd: () => void,
): AsyncIterableIterator<T> {
  const iterator = within(() => iterable[Symbol.asyncIterator]());
  const step = async (action: () => Promise<IteratorResult<T>>): Promise<IteratorResult<T>> => {
    let more = false;
    try {
      const result = await within(action);
      more = result.done !== true;
      return result;
    } finally {
      if (!more) onEnd();
    }
  };
  const finished: IteratorResult<T> = { done: true, value: undefined };
  return {
    next: () => step(() => iterator.next()),
    return: () => step(async () => (await iterator.return?.()) ?? finished),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
