import { Program, type ProgramNode } from '@mas/contracts/workflows'
import { fieldsOfNode } from './fields-of.ts'
import type { LoadedProgram, Watcher } from './state.ts'

/** Reads a stored program, of whatever release, and works out what every step asks of it. Throws when it is none. */
export function loadProgram(stored: unknown): LoadedProgram {
  const program = Program.parse(stored)
  const nodes = Object.entries(program.nodes)
  const triggerId = nodes.find(([, node]) => node.type === 'trigger')?.[0]
  if (triggerId === undefined) throw new Error('a program needs a trigger')
  return {
    program,
    triggerId,
    watchers: nodes.flatMap(([nodeId, node]) => watcherOf(nodeId, node)),
    interests: interestsOf(program),
    fields: [...new Set([...nodes.flatMap(([, node]) => fieldsOfNode(node)), ...zoneOf(program)])].toSorted(),
  }
}

/** Where calendar days and times of day are asked about, the person's zone is one of the facts needed. */
function zoneOf(program: Program): string[] {
  return wallClock.test(JSON.stringify(program.nodes)) ? [`${program.subject}.timeZone`] : []
}
const wallClock = /"clock\.|"unit":"(days|weeks|business-days)"|"\d{4}-\d{2}-\d{2}|"zone":"subject"/

/** Names of events that can wake or end a run of this program; those that start one are its triggers. */
export function interestsOf(program: Program): string[] {
  const named = Object.values(program.nodes).flatMap((node) => {
    if (node.type === 'wait-event') return [node.data.event]
    if (node.type === 'goal') return [node.data.event]
    if (node.type === 'exit') return [node.data.when?.event]
    return []
  })
  return [...new Set(named.filter((name) => name !== undefined))].toSorted()
}

/** The node with this name, never something that every object inherits. */
export function nodeAt(program: Program, nodeId: string): ProgramNode | undefined {
  return Object.hasOwn(program.nodes, nodeId) ? program.nodes[nodeId] : undefined
}

/** The node behind an output; undefined when it is not wired. */
export function behind(node: ProgramNode, handle: string): string | undefined {
  return Object.hasOwn(node.next, handle) ? node.next[handle] : undefined
}

function watcherOf(nodeId: string, node: ProgramNode): Watcher[] {
  return node.type === 'goal' || (node.type === 'exit' && node.data.when !== undefined) ? [{ nodeId, node }] : []
}
