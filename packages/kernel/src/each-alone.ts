/**
 * Does `work` for one item after the other. One that fails keeps none of those behind it from its turn; the first failure
 * is thrown when all had theirs, so that a job is told as failed and comes again.
 */
export async function eachAlone<Item>(items: Iterable<Item>, work: (item: Item) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = []
  for (const item of items) await work(item).catch((thrown: unknown) => failures.push(thrown))
  if (failures.length > 0) throw failures[0]
}
