/** Sends many files at once, piece by piece, and says how many were taken. */
import { z } from 'zod'

const Given = z.object({ targets: z.array(z.object({ url: z.string(), ticket: z.string() })), mib: z.number() })
const { targets, mib } = Given.parse(JSON.parse(process.argv[2] ?? ''))
const piece = new TextEncoder().encode('Asha Rao,9876543210\n'.repeat(52_429)).slice(0, 1_048_576)

const statuses = await Promise.all(
  targets.map(async ({ url, ticket }) => {
    let left = mib
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left === 0) controller.close()
        else controller.enqueue(piece)
        left -= 1
      },
    })
    return (await fetch(url, { method: 'PUT', headers: { 'x-upload-ticket': ticket }, body })).status
  }),
)
console.log(statuses.filter((status) => status === 200).length)
