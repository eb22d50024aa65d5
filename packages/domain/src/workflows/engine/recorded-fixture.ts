import { loadProgram } from './load-program.ts'
import { nodeOf, World, type Script } from './simulation-fixture.ts'

const minute = 60_000
/** One person for each answer that a call of graph G can give, one who replies, and one who pays meanwhile. */
const answers = ['hot', 'warm', 'warm', 'cold', 'not-reached', 'paid'] as const

const script: Script = (world, stored, input) => {
  const who = Number(stored.run.runId)
  const key = `${input.cursor.nodeId}:${input.cursor.epoch}`
  const later = (ms: number, arrive: () => void) => world.deliver(input.now.getTime() + ms, arrive)
  switch (nodeOf(input).type) {
    case 'ai-call':
      later(5 * minute, () => world.news(stored, key, 'accepted', answers[who] ?? null))
      return { kind: 'await', until: new Date(input.now.getTime() + 72 * 60 * minute) }
    case 'task':
      later(60 * minute, () => world.news(stored, key, 'accepted', 'done'))
      return { kind: 'await', until: null }
    case 'send-whatsapp':
      if (who === 1)
        later(30 * minute, () =>
          world.ingest(stored, { eventId: 'reply', name: 'whatsapp.message-received', occurredAt: new Date(world.now), data: {} }),
        )
      return { kind: 'leave', handle: 'sent', handedOver: true }
    case 'send-email':
      return { kind: 'leave', handle: 'sent', handedOver: true }
    default:
      return { kind: 'leave', handle: 'done' }
  }
}

/** What each of them meets: step by step, with the planned and the actual instant. */
export function playRecorded(program: unknown): string[][] {
  const world = new World({ start: '2026-11-23T04:30:00.000Z', seed: 1, program: loadProgram(program), script })
  for (const who of answers.keys()) {
    const stored = world.enrol(String(who))
    if (answers[who] === 'paid')
      world.deliver(world.now + 5 * minute, () =>
        world.ingest(stored, { eventId: 'paid', name: 'admissions.application-paid', occurredAt: new Date(world.now), data: {} }),
      )
  }
  world.runUntilQuiet()
  return [...world.runs.values()].map(({ steps, outcome }) => [
    ...steps.map(({ seq, nodeId, epoch, handle, plannedAt, at }) =>
      [seq, nodeId, epoch, handle, plannedAt.toISOString(), at.toISOString()].join(' '),
    ),
    `outcome ${outcome ?? 'none'}`,
  ])
}
