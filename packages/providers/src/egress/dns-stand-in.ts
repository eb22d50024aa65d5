import { createSocket } from 'node:dgram'
import { readAddress } from './read-address.ts'

/** What the next question for addresses is answered with; after the last one the last again. */
export type Zone = Record<string, readonly (readonly string[])[]>

/** A real name server on the loopback that can change its mind between two questions. For tests. */
export async function startDnsStandIn(zone: Zone) {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (question, from) => {
    const { name, type, end } = readQuestion(question)
    asked.push(`${type} ${name}`)
    const rounds = zone[name]
    if (rounds === undefined) return socket.send(answer(question, end, [], 3), from.port, from.address)
    const round = asked.filter((one) => one === `${type} ${name}`).length
    const addresses = (rounds[Math.min(round, rounds.length) - 1] ?? []).flatMap((text) =>
      readAddress(text)?.length === lengthOf[type] ? [text] : [],
    )
    socket.send(answer(question, end, addresses, 0), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    server: `127.0.0.1:${socket.address().port}`,
    /** Questions so far, such as `A hooks.example`. */
    asked,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  }
}

const lengthOf = { A: 4, AAAA: 16, other: 0 } as const

function readQuestion(packet: Buffer): { name: string; type: keyof typeof lengthOf; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.subarray(at + 1, at + 1 + length).toString('latin1'))
    at += length + 1
  }
  const type = packet.readUInt16BE(at + 1)
  return { name: labels.join('.').toLowerCase(), type: type === 1 ? 'A' : type === 28 ? 'AAAA' : 'other', end: at + 5 }
}

function answer(question: Buffer, end: number, addresses: readonly string[], code: number): Buffer {
  const head = Buffer.alloc(12)
  question.copy(head, 0, 0, 2)
  head.writeUInt16BE(0x8180 | code, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(addresses.length, 6)
  const records = addresses.map((text) => {
    const bytes = Buffer.from(readAddress(text) ?? [])
    // The name as a pointer to the question, class IN, kept for no time at all.
    return Buffer.concat([Buffer.from([0xc0, 12, 0, bytes.length === 4 ? 1 : 28, 0, 1, 0, 0, 0, 0, 0, bytes.length]), bytes])
  })
  return Buffer.concat([head, question.subarray(12, end), ...records])
}
