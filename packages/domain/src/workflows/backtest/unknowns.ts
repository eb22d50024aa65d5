import { fieldIn } from '@mas/contracts/core'
import { subjectFields, type EntryRules, type Program } from '@mas/contracts/workflows'
import { triggersOf } from '../authoring/point-triggers.ts'
import { loadProgram } from '../engine/load-program.ts'
import { toldFields } from './facts-then.ts'

/** Facts of the person that are taken as of today. */
export function approximated(program: Program): string[] {
  const read = loadProgram(program).fields
  return read.filter((name) => !toldFields.has(name) && fieldIn(subjectFields[program.subject], name) !== undefined)
}

/** What a back-test cannot know, and what it supposes instead. */
export function unknowns(program: Program, { mutexGroup }: EntryRules, capIgnored: boolean): string[] {
  const kinds = new Set(triggersOf(program).map(({ kind }) => kind))
  return [
    ...(kinds.has('on-demand') ? ['people started by hand are those who really were, as far as they were let in then'] : []),
    ...(kinds.has('segment')
      ? [
          'who becomes a member of a segment is looked for behind each event of the person and once a day; who was one at the beginning of the range does not enter by it',
        ]
      : []),
    ...(kinds.has('schedule') ? ['members of a segment at a past occurrence are told by facts of then as far as they are known'] : []),
    ...(mutexGroup === null ? [] : ['other workflows of the group are supposed to have run as they did; none is replaced']),
    ...(capIgnored ? ['the limit of live runs is not applied: there are more occasions than it can be worked out for'] : []),
    'runs of this workflow before the range count, those within it are played anew; whether somebody is known or blocked is as of today',
    'tags, statuses and ends that runs of this workflow brought about then are left out, and those that the replayed runs bring about are played; segments do not hear of these',
    'of other messages than these none counts against the caps of a channel; hours, addresses and what people chose are as of today',
    'nobody answers: waits for an outcome end with their time-out, webhooks answer 200, tasks pass their last deadline',
  ]
}
