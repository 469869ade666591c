const longestDelay = 2 ** 31 - 1;

/**
 * Keeps the process alive while work is awaited. The program's clock does not: without this a wait for a second try, with nothing else
 * under way, would end the process in the middle of its work, and say nothing of why.
 */
export async function stayingAlive<Value>(work: () => Promise<Value>): Promise<Value> {
  const timer = setInterval(() => undefined, longestDelay);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
