import { readMigrations } from '@mas/db/migrate'
import { expect, test } from 'bun:test'
import { contractFindings } from './migration-contract.ts'

const findings = (sql: string) => contractFindings([{ name: '1_next', sql }])

const refused: Readonly<Record<string, string>> = {
  'a dropped column': 'ALTER TABLE "leads"."leads" DROP COLUMN "city";',
  'a dropped column without the word': 'alter table leads.leads drop city',
  'one that hides behind another change': 'alter table leads.leads add column zip text, drop column city',
  'a dropped table': 'drop table if exists leads.leads cascade',
  'a dropped schema': 'drop schema leads cascade',
  'a dropped function': 'drop function leads.guard()',
  'a renamed column': 'ALTER TABLE "leads"."leads" RENAME COLUMN "city" TO "town";',
  'a renamed table': 'alter table leads.leads rename to people',
  'a moved table': 'alter table leads.leads set schema sales',
  'another type': 'alter table leads.leads alter column city set data type integer using 1',
  'a default that goes': 'alter table leads.leads alter column city drop default',
  'a column that must be given': 'alter table leads.leads add column town text not null',
  'such a column beside one with a default': `alter table leads.leads add column a text default 'x' not null, add column b text not null`,
  'a column that must be given from now on': 'alter table leads.leads alter column city set not null',
  'what an anonymous block does at once': 'do $$ begin alter table leads.leads drop column city; end $$',
  'what stands after a function': `create function f() returns void language sql as $$ select 1 $$; drop table leads.leads`,
  'a mark that belongs to another statement': '-- contract: unused since release 3\nselect 1; drop table leads.leads',
  'a mark without a reason': '-- contract:\ndrop table leads.leads',
  'what stands in another case and over several lines': 'Drop\n  Table\n leads.leads',
}
for (const [what, sql] of Object.entries(refused)) test(`refused: ${what}`, () => expect(findings(sql)).toHaveLength(1))

const allowed: Readonly<Record<string, string>> = {
  'a new table': 'create table leads.towns (id uuid primary key, name text not null)',
  'a column of a table that is new itself': 'create table leads.towns (id uuid); alter table leads.towns add column name text not null',
  'a column that may be empty': 'alter table leads.leads add column town text',
  'a column with a default': `alter table leads.leads add column town text default '' not null`,
  'a computed column': 'alter table leads.leads add column town text generated always as (lower(city)) stored not null',
  'a value that is required with a default': `alter table leads.leads alter column city set default ''; alter table leads.leads alter column city set not null`,
  'an index and a constraint that go':
    'drop index leads.leads_city_idx; alter table leads.leads drop constraint leads_city_chk, add constraint leads_city_chk check (true)',
  'a requirement that is lifted': 'alter table leads.leads alter column city drop not null',
  'a trigger made anew':
    'drop trigger guard on leads.leads; create trigger guard before update on leads.leads execute function leads.guard()',
  'a renamed index or constraint': 'alter index leads.a rename to b; alter table leads.leads rename constraint a to b',
  'what a function will do one day': `create function f() returns void language plpgsql as $x$ begin execute 'drop table leads.old'; drop table leads.older; end $x$`,
  'words in a text or a comment': `-- drop table leads.leads\ncomment on table leads.leads is 'drop table; rename'; /* drop schema leads; */ select 1`,
  'what is marked': '-- contract: unused since release 3\ndrop table leads.old',
}
for (const [what, sql] of Object.entries(allowed)) test(`allowed: ${what}`, () => expect(findings(sql)).toEqual([]))

test('every migration there is leaves the release before at work', () => {
  expect(contractFindings(readMigrations())).toEqual([])
})
