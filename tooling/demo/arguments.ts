import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'

export interface DemoArguments {
  readonly file: string
  /** Header of a column -> what it means, over what the product suggests by itself. */
  readonly columns: ReadonlyMap<string, string>
  /** Leaves the imported leads in place. */
  readonly keep: boolean
  /** Does not kill the worker half-way. */
  readonly calm: boolean
}

const usage = `bun run demo [--leads FILE] [--map "HEADER=target"]… [--keep] [--calm]
  --leads FILE   a CSV or XLSX file of leads; without it, the demo's own
  --map H=T      column H means T: fullName, phone, email, city, state, college, product, session, source, campaign, tags, remarks, extra, ignore
  --keep         do not take the import back at the end
  --calm         do not kill the worker half-way`

export function readArguments(argv: readonly string[]): DemoArguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        leads: { type: 'string' },
        map: { type: 'string', multiple: true },
        keep: { type: 'boolean' },
        calm: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    if (values.help === true) {
      console.log(usage)
      process.exit(0)
    }
    return {
      file: values.leads ?? fileURLToPath(new URL('fixtures/leads.csv', import.meta.url)),
      columns: new Map((values.map ?? []).map(readColumn)),
      keep: values.keep ?? false,
      calm: values.calm ?? false,
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exit(2)
  }
}

function readColumn(text: string): [header: string, target: string] {
  const cut = text.lastIndexOf('=')
  if (cut < 1) throw new Error(`--map needs HEADER=target, not "${text}"`)
  return [text.slice(0, cut).trim(), text.slice(cut + 1).trim()]
}
