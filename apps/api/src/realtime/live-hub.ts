import type { Driver } from '@mas/db'
import type { Log } from '@mas/kernel'
import { liveChannel } from '@mas/platform'

export interface Listener {
  /** Something under the topic changed. */
  readonly onChange: () => void
  /** Changes may have been missed: whatever was read before is in doubt. */
  readonly onGap: () => void
  /** The process stops: end, so that the client connects to another one. */
  readonly onClose: () => void
}

/** What changes anywhere in the product, for everybody who watches in this process. */
export interface LiveHub {
  listen(topic: string, listener: Listener): () => void
  readonly watchers: number
  close(): Promise<void>
}

/** One LISTEN connection for the whole process; topics are told apart here, so a watcher costs Postgres nothing. */
export async function openLiveHub(driver: Pick<Driver, 'listen'>, log: Log): Promise<LiveHub> {
  const byTopic = new Map<string, Set<Listener>>()
  let closed = false
  const everybody = () => [...byTopic.values()].flatMap((listeners) => [...listeners])
  const line = await driver.listen(
    liveChannel,
    (topic) => {
      for (const { onChange } of byTopic.get(topic) ?? []) onChange()
    },
    () => {
      log.warn('live line was cut and is back; everybody reads again', { watchers: everybody().length })
      for (const { onGap } of everybody()) onGap()
    },
  )
  return {
    listen: (topic, listener) => {
      if (closed) listener.onClose()
      const listeners = byTopic.get(topic) ?? new Set<Listener>()
      byTopic.set(topic, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && byTopic.get(topic) === listeners) byTopic.delete(topic)
      }
    },
    get watchers() {
      return everybody().length
    },
    close: async () => {
      closed = true
      for (const { onClose } of everybody()) onClose()
      await line.close()
    },
  }
}
