import { variables, type Variable } from '@mas/platform/config'
import { providerVariables } from '@mas/providers/slots'

const header = `# Written by \`bun run generate\`. \`npm start\` and \`npm test\` need none of this: what is not set has a default or is made.
`

/** `.env.example`: every variable the product reads, what it is for and an example, all commented out. */
export function envExample(): { path: string; text: string } {
  const own: Readonly<Record<string, Variable>> = variables
  const sections = [
    '# --- The product (packages/platform/src/config)\n',
    ...Object.entries(own).map(([name, variable]) => entry(name, `${standing(variable)}${variable.describe}`, variable.example)),
    '# --- Third parties (packages/providers/src/slots): without keys a slot is in sandbox or off\n',
    ...providerVariables.map(({ name, description, example }) => entry(name, description, example)),
  ]
  return { path: '.env.example', text: [header, ...sections].join('\n') }
}

function entry(name: string, description: string, example: string): string {
  return `# ${description}\n# ${name}=${example}\n`
}

function standing({ schema }: Variable): string {
  const { success, data } = schema.safeParse(undefined)
  if (!success) return 'Required. '
  return typeof data === 'number' || typeof data === 'boolean' || (typeof data === 'string' && data !== '') ? `Default ${data}. ` : ''
}
