import { FormField } from '@mas/contracts/workflows'
import { z } from 'zod'

type Field = z.output<typeof FormField>
type Filled = Readonly<Record<string, string | number | boolean | null>>
const Form = z.array(FormField)
const Day = z.iso.date()

/** Every problem of a form that was filled in, at once. */
export function formIssues(stored: unknown, filled: Filled): { path: string; message: string }[] {
  const fields = Form.parse(stored)
  const names = new Set(fields.map(({ name }) => name))
  const strange = Object.keys(filled).filter((name) => !names.has(name))
  return [
    ...strange.map((path) => ({ path, message: 'the form has no such field' })),
    ...fields.flatMap((field) => {
      const message = problemOf(field, Object.hasOwn(filled, field.name) ? filled[field.name] : undefined)
      return message === undefined ? [] : [{ path: field.name, message }]
    }),
  ]
}

function problemOf({ type, required, choices }: Field, value: Filled[string] | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return required ? 'is required' : undefined
  switch (type) {
    case 'text':
      return typeof value === 'string' ? undefined : 'must be text'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number'
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false'
    case 'choice':
      return typeof value === 'string' && (choices ?? []).includes(value) ? undefined : 'must be one of the choices'
    case 'date':
      return Day.safeParse(value).success ? undefined : 'must be a date, YYYY-MM-DD'
  }
}
