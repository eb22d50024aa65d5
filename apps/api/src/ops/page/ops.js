/** The operator page. Plain script, as served: the access token lives in this module and nowhere else. */
const byId = (id) => document.getElementById(id)
const board = byId('board')
const forms = { 'sign-in': byId('sign-in'), code: byId('code'), 'step-up': byId('step-up') }
const tileTimeoutMs = 2_000
const everyMs = 10_000

let accessToken
let challenge
let askedFor

class Refusal extends Error {
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

// --- calls

async function post(path, body) {
  const answer = await fetch(`/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accessToken && { authorization: `Bearer ${accessToken}` }) },
    body: JSON.stringify(body),
  })
  const said = await answer.json()
  if (!answer.ok) throw new Refusal(said.code, said.detail ?? said.title ?? said.code)
  return said
}

async function call(verb, input, isChange = false) {
  const body = JSON.stringify({ json: input })
  const path = verb.includes('.') ? verb : `admin.${verb}`
  const url = `/trpc/${path}${isChange ? '' : `?input=${encodeURIComponent(body)}`}`
  const signal = isChange ? undefined : AbortSignal.timeout(tileTimeoutMs)
  const headers = { authorization: `Bearer ${accessToken}`, ...(isChange && { 'content-type': 'application/json' }) }
  const answer = await fetch(url, { method: isChange ? 'POST' : 'GET', headers, signal, ...(isChange && { body }) })
  const said = await answer.json()
  if (said.error) throw new Refusal(said.error.json.data.code, said.error.json.message)
  return said.result.data.json
}

/** An access token lives minutes; the cookie brings the next one. */
async function callAgain(verb, input, isChange) {
  try {
    return await call(verb, input, isChange)
  } catch (refusal) {
    if (refusal.code !== 'identity.access-expired' && refusal.code !== 'request.unauthenticated') throw refusal
    accessToken = (await post('refresh', {})).accessToken
    return call(verb, input, isChange)
  }
}

// --- markup; text only ever becomes text

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== undefined && value !== false) node.setAttribute(name, value)
  }
  node.append(...children.map((child) => (child instanceof Node ? child : document.createTextNode(String(child)))))
  return node
}

function table(caption, columns, items) {
  const head = columns.map(({ title, isNumber }) => el('th', { scope: 'col', class: isNumber ? 'n' : undefined }, title))
  const rows = items.map((item) =>
    el('tr', {}, ...columns.map(({ value, isNumber }) => el('td', { class: isNumber ? 'n' : undefined }, ...[value(item)].flat()))),
  )
  return el(
    'div',
    { class: 'scroll' },
    el('table', {}, el('caption', {}, caption), el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)),
  )
}

/** What nobody needs at a glance; stays open over a redraw. */
const folded = (title, ...inner) => el('details', {}, el('summary', {}, title), ...inner)

const number = new Intl.NumberFormat('en-IN')
const clock = new Intl.DateTimeFormat('en-IN', { dateStyle: 'medium', timeStyle: 'medium' })
const capped = (value) => (value >= 10_000 ? '10,000 or more' : number.format(value))
const when = (instant) => (instant === null ? 'never' : el('time', { datetime: instant }, clock.format(new Date(instant))))
const seconds = (value) => (value === null ? '–' : value < 120 ? `${value.toFixed(1)} s` : `${(value / 60).toFixed(0)} min`)
const judged = (text, isBad) => el('span', { class: isBad ? 'bad' : 'good' }, isBad ? `${text} (look)` : text)
const code = (text) => el('code', {}, text)

// --- tiles

const tiles = {
  health: async () => {
    const { at, outboxLagSeconds, deadLetters, breakGlass, clockSkewMs, database, settings, providers } = await callAgain('getHealth', {})
    const facts = [
      ['As of', when(at)],
      ['Oldest event nobody took up', judged(seconds(outboxLagSeconds), outboxLagSeconds > 30)],
      ['Dead letters', judged(deadLetters >= 100 ? '100 or more' : deadLetters, deadLetters > 0)],
      ['Emergency access without review', judged(breakGlass.unreviewed, !breakGlass.ok)],
      ['Clock against the database', judged(`${clockSkewMs} ms`, Math.abs(clockSkewMs) > 250)],
      ['Oldest open transaction', judged(seconds(database.oldestTransactionSeconds), database.oldestTransactionSeconds > 60)],
      [
        'Connections',
        judged(`${database.connections} of ${database.connectionLimit}`, database.connections > database.connectionLimit * 0.8),
      ],
      ['Settings', judged(`revision ${settings.revision}`, false)],
      ['Settings passed over, because they do not fit', judged(settings.ignored.join(', ') || 'none', settings.ignored.length > 0)],
      [
        'Processes that read older settings',
        judged(settings.behind.map(({ process }) => process).join(', ') || 'none', settings.behind.length > 0),
      ],
      ['Database', `Postgres ${database.version}, ${number.format(Math.round(database.bytes / 1e6))} MB`],
    ]
    const list = el('dl', {}, ...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))
    const columns = [
      { title: 'Provider', value: ({ slot }) => slot },
      { title: 'Mode', value: ({ mode }) => mode },
      { title: '', value: ({ note }) => note },
    ]
    return [list, table('Third parties, as this process is set', columns, providers)]
  },

  queues: async () => {
    const { queues } = await callAgain('listQueues', {})
    const count = (title, of) => ({ title, isNumber: true, value: (queue) => number.format(of(queue)) })
    const columns = [
      { title: 'Queue', value: ({ name }) => code(name) },
      count('Ready', ({ ready }) => ready),
      count('At work', ({ active }) => active),
      count('Deferred', ({ deferred }) => deferred),
      count('Failed', ({ failed }) => failed),
      {
        title: 'Oldest waits',
        isNumber: true,
        value: ({ oldestWaitingSeconds: waits }) => (waits > 300 ? judged(seconds(waits), true) : seconds(waits)),
      },
    ]
    const counted = queues.find(({ countedAt }) => countedAt !== null)?.countedAt ?? null
    const isBusy = ({ ready, active, deferred, failed, oldestWaitingSeconds }) =>
      ready + active + deferred + failed > 0 || oldestWaitingSeconds !== null
    const busy = queues.filter(isBusy)
    const idle = queues.filter((queue) => !isBusy(queue))
    const said =
      counted === null ? 'No worker has counted yet; how long the oldest waits is of now' : `Counted ${clock.format(new Date(counted))}`
    return [
      busy.length === 0 ? el('p', { class: 'good' }, `Nothing waits in any queue. ${said}`) : table(said, columns, busy),
      folded(`${idle.length} queues at rest`, table('Neither waiting nor failed jobs', columns, idle)),
    ]
  },

  schedules: async () => {
    const { schedules } = await callAgain('listQueues', {})
    const columns = [
      { title: 'Schedule', value: ({ name }) => code(name) },
      { title: 'Cron', value: ({ cron }) => code(cron) },
      { title: 'Zone', value: ({ zone }) => zone },
    ]
    return [folded(`${schedules.length} schedules`, table('Each fires once, whichever worker is first', columns, schedules))]
  },

  runs: async () => {
    const { workflows, held } = await callAgain('getRunBoard', {})
    const count = (title, of, isBad) => ({
      title,
      isNumber: true,
      value: (one) => (isBad && of(one) > 0 ? judged(capped(of(one)), true) : capped(of(one))),
    })
    const counts = table(
      'Runs that are not over, of the newest 50 workflows',
      [
        { title: 'Workflow', value: ({ name }) => name },
        { title: 'State', value: ({ status }) => status },
        count('Under way', ({ underWay }) => underWay),
        count('Paused', ({ paused }) => paused),
        count('Failed', ({ failed }) => failed, true),
        count('In doubt', ({ inDoubt }) => inDoubt, true),
        count('Poison', ({ poison }) => poison, true),
      ],
      workflows,
    )
    if (held.length === 0) return [counts, el('p', { class: 'good' }, 'No run is held.')]
    const columns = [
      {
        title: 'Choose',
        value: ({ runId, workflowName }) =>
          el('input', { type: 'checkbox', name: 'id', value: runId, 'aria-label': `${workflowName} ${runId}` }),
      },
      { title: 'Workflow', value: ({ workflowName }) => workflowName },
      { title: 'Held', value: ({ heldReason }) => heldReason },
      { title: 'At step', value: ({ nodeId }) => code(nodeId ?? '–') },
      { title: 'Last error', value: ({ lastError }) => lastError ?? '–' },
      { title: 'Began', value: ({ startedAt }) => when(startedAt) },
      { title: 'Run', value: ({ runId }) => code(runId) },
    ]
    const form = el(
      'form',
      { onsubmit: moveRuns, class: 'wide' },
      table('Held, newest first', columns, held),
      el('label', {}, 'Reason for these runs ', el('input', { name: 'reason', required: true, minlength: '5', maxlength: '500' })),
      el('button', { name: 'verb', value: 'workflows.retryRun' }, 'Try the step again'),
      el('button', { name: 'verb', value: 'workflows.releaseRun' }, 'Let them go on'),
    )
    return [counts, form]
  },

  dead: async () => {
    const { items } = await callAgain('listDeadLetters', {})
    if (items.length === 0) return [el('p', { class: 'good' }, 'No job has given up.')]
    const columns = [
      {
        title: 'Send back',
        value: ({ id, job }) => el('input', { type: 'checkbox', name: 'id', value: id, 'aria-label': `${job} ${id}` }),
      },
      { title: 'Job', value: ({ job }) => code(job) },
      { title: 'Why', value: ({ code: why }) => why ?? 'the worker died in every try' },
      { title: 'Tries', isNumber: true, value: ({ tries }) => tries },
      { title: 'Since', value: ({ since }) => when(since) },
      { title: 'Given', value: ({ payload }) => code(JSON.stringify(payload)) },
    ]
    const form = el(
      'form',
      { onsubmit: redrive, class: 'wide' },
      table('Oldest first', columns, items),
      el('label', {}, 'Reason ', el('input', { name: 'reason', required: true, minlength: '5', maxlength: '500' })),
      el('button', {}, 'Send the chosen ones back'),
    )
    return [form]
  },

  doubt: async () => {
    const { items } = await callAgain('listDoubt', {})
    if (items.length === 0) return [el('p', { class: 'good' }, 'Nothing is in doubt.')]
    const columns = [
      { title: 'Desk', value: ({ desk }) => desk },
      { title: 'What', value: ({ what }) => what },
      { title: 'Since', value: ({ since }) => when(since) },
      { title: 'Reason', value: ({ reason }) => reason ?? '–' },
      { title: 'Id', value: ({ id }) => code(id) },
    ]
    return [table('Handed over, outcome unknown; reconciled by itself', columns, items)]
  },

  slow: async () => {
    const { running, heaviest } = await callAgain('listSlowStatements', {})
    const now =
      running.length === 0
        ? el('p', { class: 'good' }, 'No statement runs for a second or longer.')
        : table(
            'At work now',
            [
              { title: 'Runs', isNumber: true, value: (one) => seconds(one.seconds) },
              { title: 'Of', value: ({ application }) => application },
              { title: 'Waits for', value: ({ waitsFor }) => waitsFor ?? '–' },
              { title: 'Statement', value: ({ statement }) => code(statement) },
            ],
            running,
          )
    if (heaviest === null)
      return [now, el('p', {}, 'The server keeps no statistics of statements: load ', code('pg_stat_statements'), ' to see the heaviest.')]
    const columns = [
      { title: 'Total', isNumber: true, value: ({ totalSeconds }) => seconds(totalSeconds) },
      { title: 'Calls', isNumber: true, value: ({ calls }) => number.format(calls) },
      { title: 'Mean', isNumber: true, value: ({ meanMs }) => `${meanMs.toFixed(2)} ms` },
      { title: 'Statement', value: ({ statement }) => code(statement) },
    ]
    return [now, table('Heaviest by total time', columns, heaviest)]
  },
}

async function moveRuns(event) {
  event.preventDefault()
  const form = new FormData(event.target)
  const ids = form.getAll('id')
  const verb = event.submitter.value
  if (ids.length === 0) return say('Choose at least one run.')
  await guarded(async () => {
    for (const runId of ids) await callAgain(verb, { runId, reason: form.get('reason') }, true)
    say(`${ids.length} ${ids.length === 1 ? 'run' : 'runs'} moved on.`)
    await draw('runs')
  })
}

async function redrive(event) {
  event.preventDefault()
  const form = new FormData(event.target)
  const ids = form.getAll('id')
  if (ids.length === 0) return say('Choose at least one job.')
  await guarded(async () => {
    const { redriven } = await callAgain('redriveDeadLetters', { ids, reason: form.get('reason') }, true)
    say(`${redriven} sent back.`)
    await draw('dead')
  })
}

async function draw(name) {
  const place = board.querySelector(`[data-tile="${name}"]`)
  try {
    const drawn = await tiles[name]()
    const wasOpen = place.querySelector('details')?.open ?? false
    place.replaceChildren(...drawn)
    const details = place.querySelector('details')
    if (details !== null) details.open = wasOpen
  } catch (failure) {
    if (failure.code === 'request.fresh-sign-in-required' || failure.code?.startsWith('identity.')) throw failure
    const isLate = failure.name === 'TimeoutError'
    place.replaceChildren(el('p', { class: 'bad' }, isLate ? `No answer within ${tileTimeoutMs / 1_000} s.` : failure.message))
  }
}

/** A tile somebody is choosing in is left alone. */
function isInUse(name) {
  const place = board.querySelector(`[data-tile="${name}"]`)
  return place.contains(document.activeElement) || place.querySelector(':checked') !== null
}

async function drawAll(names = Object.keys(tiles)) {
  await guarded(async () => {
    await Promise.all(names.map(draw))
    judgeAll()
  })
}

/** The answer to the first question of whoever opens this page, in words and in the title of its tab: what is bad, or waits for somebody to choose. */
function judgeAll() {
  const sections = [...board.querySelectorAll('section')].filter((section) => section.querySelector('.bad, form') !== null)
  const links = sections.map((section) => {
    const heading = section.querySelector('h2')
    return el('a', { href: `#${heading.id}` }, heading.textContent)
  })
  const said =
    sections.length === 0 ? ['Nothing needs a look.'] : ['Look at: ', ...links.flatMap((link, n) => (n === 0 ? [link] : [', ', link]))]
  byId('verdict').replaceChildren(...said)
  byId('verdict').className = sections.length === 0 ? 'good' : 'bad'
  document.title = sections.length === 0 ? 'Operations' : `(${sections.length}) Operations`
}

// --- who

function show(name) {
  for (const [each, form] of Object.entries(forms)) form.hidden = each !== name
  board.hidden = name !== 'board'
  byId('sign-out').hidden = accessToken === undefined
  forms[name]?.querySelector('input')?.focus()
}

function say(text) {
  byId('said').textContent = text
}

async function guarded(work) {
  try {
    await work()
  } catch (failure) {
    if (failure.code === 'request.fresh-sign-in-required') return show('step-up')
    if (failure.code === 'request.forbidden') say('This page is for administrators.')
    else if (failure instanceof Refusal) say(failure.message)
    else say('No answer; trying again.')
    if (failure.code === 'request.unauthenticated' || failure.code?.startsWith('identity.'))
      show(accessToken === undefined || failure.code !== 'identity.wrong-password' ? (askedFor ?? 'sign-in') : 'step-up')
  }
}

async function goOn(next) {
  if (next.status === 'signed-in') return enter(next.tokens.accessToken)
  challenge = next
  askedFor = 'code'
  byId('code-hint').textContent =
    next.status === 'second-factor' ? 'Type the code of your authenticator app.' : 'Type the code that was mailed to you.'
  show('code')
}

async function enter(token) {
  accessToken = token
  askedFor = undefined
  say('')
  show('board')
  await drawAll()
}

forms['sign-in'].addEventListener('submit', (event) => {
  event.preventDefault()
  void guarded(async () => goOn(await post('sign-in', Object.fromEntries(new FormData(forms['sign-in'])))))
})
forms.code.addEventListener('submit', (event) => {
  event.preventDefault()
  const given = new FormData(forms.code).get('code').trim()
  const answer =
    challenge.status === 'second-factor' ? (/^\d{6}$/.test(given) ? { totp: given } : { recoveryCode: given }) : { code: given }
  const path = challenge.status === 'verify-email' ? 'verify-email' : 'finish-sign-in'
  void guarded(async () => {
    const said = await post(path, { challengeId: challenge.challengeId, ...answer })
    forms.code.reset()
    await (said.accessToken === undefined ? goOn(said) : enter(said.accessToken))
  })
})
forms['step-up'].addEventListener('submit', (event) => {
  event.preventDefault()
  void guarded(async () => {
    const { accessToken: token } = await post('step-up', { password: new FormData(forms['step-up']).get('password') })
    forms['step-up'].reset()
    await enter(token)
  })
})
byId('sign-out').addEventListener('click', () => {
  void guarded(async () => {
    await post('sign-out', {})
    accessToken = undefined
    show('sign-in')
    say('Signed out.')
  })
})

setInterval(() => {
  if (board.hidden || document.hidden) return
  void drawAll(Object.keys(tiles).filter((name) => !isInUse(name)))
}, everyMs)

try {
  await enter((await post('refresh', {})).accessToken)
} catch {
  show('sign-in')
}
