import process from 'node:process'
/** Load from a process of its own: `connections` sockets, one request in flight on each, until the time is up. */
const { port, path, token, connections, seconds } = JSON.parse(process.argv[2] ?? '{}')
const request = `GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`
const times: number[] = []
let failed = 0
let over = false

async function drive(): Promise<void> {
  let sentAt = 0
  let pending = ''
  let left = -1
  const done = Promise.withResolvers<void>()
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (self, chunk) => {
        pending += chunk.toString('latin1')
        if (left < 0) {
          const end = pending.indexOf('\r\n\r\n')
          if (end < 0) return
          const head = pending.slice(0, end)
          if (!head.startsWith('HTTP/1.1 200')) failed++
          left = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
          if (Number.isNaN(left)) throw new Error(`no content-length:\n${head}`)
        }
        if (pending.length < left) return
        times.push(performance.now() - sentAt)
        pending = ''
        left = -1
        if (over) {
          self.end()
          done.resolve()
          return
        }
        sentAt = performance.now()
        self.write(request)
      },
    },
  })
  sentAt = performance.now()
  socket.write(request)
  await done.promise
}

const startedAt = performance.now()
setTimeout(() => (over = true), seconds * 1000)
await Promise.all(Array.from({ length: connections }, drive))
const elapsedMs = performance.now() - startedAt
times.sort((a, b) => a - b)
console.log(
  JSON.stringify({
    rate: (times.length / elapsedMs) * 1000,
    p50: times[Math.floor(times.length / 2)],
    p99: times[Math.floor(times.length * 0.99)],
    requests: times.length,
    failed,
  }),
)
