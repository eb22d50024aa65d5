import { createHash } from 'node:crypto'
import type { BacktestReport } from '@mas/contracts/workflows'
import { endsOfLive, findBacktest, finishBacktest, type BacktestRow } from '@mas/db/workflows'
import { inTx, type Ctx } from '@mas/kernel'
import { canonicalJson } from '../../audit/index.ts'
import { readSetting } from '../../settings/index.ts'
import { requireVersion } from '../authoring/find-workflow.ts'
import { loadProgram } from '../engine/load-program.ts'
import { stepRules } from '../runtime/step-rules.ts'
import { Doorway, Queue, Room, type Entered, type Entrant } from './admit.ts'
import type { Deed } from './deeds.ts'
import { isMember } from './membership.ts'
import { occasionsOf, occurrencesOf, type Occasion, type Replay } from './occasions.ts'
import { peopleOf } from './people.ts'
import type { Person } from './person.ts'
import { BacktestRequest } from './request.ts'
import { tariff } from './settings.ts'
import { Tally } from './tally.ts'
import { approximated, unknowns } from './unknowns.ts'

/** Replays everybody who had an occasion in the range, a page at a time, and writes the report. Begun again, it begins anew. */
export async function runBacktest(ctx: Ctx, backtestId: string): Promise<void> {
  const row = await findBacktest(ctx.db, backtestId)
  if (row === undefined || row.state === 'done') return
  const report = await reportOf(ctx, row)
  const hash = createHash('sha256').update(canonicalJson(report)).digest('hex')
  await inTx(ctx, (t) => finishBacktest(t.tx, backtestId, report, hash, report.approximate.length > 0, t.clock.now()))
}

async function reportOf(ctx: Ctx, row: BacktestRow): Promise<BacktestReport> {
  const request = BacktestRequest.parse(row.request)
  const { program, rules, liveN, only, segments } = request
  const [from, until] = [new Date(request.from), new Date(request.to)]
  const of = async (loaded: Replay['program']): Promise<Replay> => ({
    workflowId: row.workflow_id,
    program: loaded,
    rules,
    stepRules: await stepRules(ctx),
    from,
    until,
    segments,
    occurrences: occurrencesOf(loaded, from, until),
  })
  const here = await of(loadProgram(program))
  const live = liveN === null ? undefined : await of(loadProgram((await requireVersion(ctx, row.workflow_id, liveN)).parsed))
  const limited = rules.maxLive === null ? undefined : await playInTurn(ctx, { here, live, only })
  const tally = limited ?? (await playEach(ctx, { here, live, only }))
  return tally.report(await readSetting(ctx, tariff), {
    approximate: approximated(program),
    unknown: unknowns(program, rules, rules.maxLive !== null && limited === undefined),
    hasLive: live !== undefined,
    perMinute: rules.sendingCapPerMinute,
  })
}

interface Play {
  readonly here: Replay
  readonly live: Replay | undefined
  readonly only: BacktestRequest['only']
}

/** One person after the other: nobody's entry depends on anybody else's. */
async function playEach(ctx: Ctx, play: Play): Promise<Tally> {
  const tally = new Tally()
  for await (const person of everybody(ctx, play)) {
    const entered = (replay: Replay): Entered => {
      const door = new Doorway()
      const queue = new Queue(occasionsOf(replay, person).map((occasion) => ({ occasion })))
      for (let one = queue.next(); one !== undefined; one = queue.next())
        for (const occasion of door.come(replay.rules, person, one.occasion, undefined)) queue.add({ occasion })
      return door.entered
    }
    tellOf(tally, person, entered(play.here), play.live && entered(play.live))
  }
  return tally
}

/** More occasions than this are not kept in mind. */
const mostOccasions = 100_000

/** Everybody's occasions in the order of time, for a limit of live runs makes each depend on all before; undefined where there are too many. */
async function playInTurn(ctx: Ctx, play: Play): Promise<Tally | undefined> {
  const people: (Entrant & { happened: { length: number } })[] = []
  const replays = play.live === undefined ? [play.here] : [play.here, play.live]
  const turns = replays.map((): { place: number; occasion: Occasion }[] => [])
  let occasions = 0
  for await (const person of everybody(ctx, play)) {
    const { subjectId, presence, before, rivals, happened } = person
    const place = people.push({ subjectId, presence, before, rivals, happened: { length: happened.length } }) - 1
    for (const [n, replay] of replays.entries())
      for (const occasion of occasionsOf(replay, person))
        turns[n]?.push({ place, occasion: walkedNow(occasion, () => (occasions += 1) <= mostOccasions * replays.length) })
    if (occasions > mostOccasions * replays.length) return undefined
  }
  const ends = await endsOfLive(ctx.db, play.here.workflowId, play.here.from)
  const [here = [], live] = turns.map((each) => {
    const room = new Room(ends)
    const doors = people.map(() => new Doorway())
    const queue = new Queue(each)
    for (let one = queue.next(); one !== undefined; one = queue.next()) {
      const { place, occasion } = one
      const person = people[place]
      const follows = person === undefined ? [] : (doors[place]?.come(play.here.rules, person, occasion, room) ?? [])
      for (const next of follows) queue.add({ place, occasion: next })
    }
    return doors.map(({ entered }) => entered)
  })
  const tally = new Tally()
  for (const [place, person] of people.entries()) tellOf(tally, person, here[place] ?? { journeys: [], refused: [] }, live?.[place])
  return tally
}

/** Walked at once, with what comes of it, so that nothing of the person is kept; caps count, and deeds are known, within this one and what comes of it only. */
function walkedNow({ at, entryKey, walk }: Occasion, hasRoom: () => boolean, deeds: readonly Deed[] = []): Occasion {
  const { follows, ...walked } = walk({ promos: new Map(), deeds })
  const all = [...deeds, ...walked.deeds]
  const journey = { ...walked, follows: follows.flatMap((one) => (hasRoom() ? [walkedNow(one, hasRoom, all)] : [])) }
  return { at, entryKey, walk: () => journey }
}

async function* everybody(ctx: Ctx, { here, live, only }: Play): AsyncGenerator<Person> {
  for await (const page of peopleOf(ctx, live === undefined ? [here] : [here, live]))
    for (const person of page) if (only === null || isMember(only, person, here.until)) yield person
}

function tellOf(
  tally: Tally,
  { subjectId, happened }: { subjectId: string; happened: { length: number } },
  here: Entered,
  live: Entered | undefined,
): void {
  const came = [here, live].some((one) => one !== undefined && one.journeys.length + one.refused.length > 0)
  if (happened.length === 0 && !came) return
  tally.people += 1
  tally.events += happened.length
  tally.add(here.journeys, here.refused)
  if (live !== undefined) tally.compare(subjectId, here.journeys, live.journeys)
}
