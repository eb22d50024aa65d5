/** What a watcher of an import listens to. */
export function importTopic(importId: string): string {
  return `leads.import:${importId}`
}
