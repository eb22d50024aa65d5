/**
 * What each growing table is filled with: SQL over the row's number `n`, of `$size` rows. Columns that are not named and
 * must not be empty get a value by their type. Rows of one number belong together (lead n, its contact n, its run n);
 * fifty people share what people own, so that what one person owns grows with the table.
 */
export interface Seed {
  readonly count?: (size: number) => number
  readonly values: Readonly<Record<string, string>>
}
const owner = 'bench.uid(1 + n % 50)'
const staffMade = () => 20
const rarely = (value: string, otherwise: string, every = 1_000) => `case when n % ${every} = 0 then ${value} else ${otherwise} end`

export const seeds: Readonly<Record<string, Seed>> = {
  'identity.users': {
    values: {
      email: `'p' || n || '@example.in'`,
      email_verified: 'true',
      email_verified_at: 'bench.at(n)',
      role: `case when n <= 10 then 'ADMIN' when n % 2000 = 7 then 'FINANCE' else 'USER' end`,
      state: `case when n % 2000 = 8 then 'erased' else 'active' end`,
      signup_platform: `'mr-mentor'`,
    },
  },
  'identity.sessions': {
    values: {
      platform: `'mr-mentor'`,
      method: `'password'`,
      idle_expires_at: `bench.at(n) + interval '900 days'`,
      absolute_expires_at: `bench.at(n) + interval '900 days'`,
    },
  },
  'identity.sign_in_log': { values: { user_id: owner, method: `'password'`, outcome: `'success'`, platform: `'mr-mentor'` } },
  'identity.passkeys': { values: { label: `'key'`, user_id: 'bench.uid(n)', sign_count: '0' } },
  'identity.role_changes': {
    values: {
      user_id: 'bench.uid(n + 10)',
      requested_by: 'bench.uid(1)',
      from_role: `'USER'`,
      to_role: `'SALES'`,
      state: rarely(`'pending'`, `'applied'`, 100),
      expires_at: `now() + interval '300 days'`,
    },
  },
  'identity.break_glass_openings': {
    count: (size) => size / 10,
    values: {
      custodian_a: 'bench.uid(1)',
      custodian_b: 'bench.uid(2)',
      target_id: 'bench.uid(3)',
      reason: `'the only administrator left the company'`,
      expires_at: `bench.at(n) + interval '30 minutes'`,
      closed_at: 'bench.at(n)',
      reviewed_by: rarely('null::uuid', 'bench.uid(4)', 100),
      reviewed_at: rarely('null::timestamptz', 'bench.at(n)', 100),
      note: rarely('null', `'seen'`, 100),
    },
  },
  'audit.entries': {
    values: {
      at: `now() - interval '50 days' * ($size - n) / $size`,
      chain: 'n % 32',
      seq: 'n',
      hash: 'sha256(n::text::bytea)',
      body: `'{"action":"identity.act-' || n % 10 || '","actor":{"id":"' || bench.uid(1 + n % 40) || '","kind":"user","role":"SALES"},"after":{"n":' || n || '},"at":"' || to_char((now() - interval '50 days' * ($size - n) / $size) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","effect":"write","id":"' || bench.uid(n) || '","platform":"mr-hire","requestId":"r' || n || '","subject":{"id":"' || ${owner} || '","type":"user"},"v":1}'`,
    },
  },
  'audit.verifications': {
    count: (size) => size / 10,
    values: { kind: `'all'`, result: `'ok'`, from: `'{"chains":[]}'`, to: `'{"chains":[]}'` },
  },
  'audit.anchors': { count: (size) => size / 10, values: { heads: `'[]'` } },
  'files.objects': {
    values: {
      purpose: `'export'`,
      owner_domain: `'leads'`,
      owner_ref: `'bench'`,
      subject_user_id: owner,
      uploaded_by: `'user:' || ${owner}`,
      name: `'a.csv'`,
      declared_type: `'text/csv'`,
      type: `'text/csv'`,
      size: '10',
      sha256: 'sha256(n::text::bytea)',
      state: rarely(`'quarantined'`, `'stored'`, 200),
      verdict: rarely(`'infected'`, `'clean'`, 200),
      stored_at: 'bench.at(n)',
    },
  },
  'leads.leads': {
    values: {
      platform: `'mr-mentor'`,
      number: 'n',
      full_name: rarely(
        `'Zubaida ' || n`,
        `(array['Asha','Vikram','Meena','Ravi'])[1 + n % 4] || ' ' || (array['Rao','Sharma','Iyer'])[1 + n % 3]`,
      ),
      status: `(array['new', 'contacted', 'interested'])[1 + n % 3]`,
      city: `(array['Pune', 'Delhi'])[1 + n % 2]`,
      // Five heads share the pool: in the smallest one, too, each has more leads than a search or a preview looks through.
      owning_head_id: 'bench.uid(1 + n % 5)',
      assigned_to: owner,
      last_activity_at: 'bench.at(n)',
      root_id: 'bench.uid(n)',
    },
  },
  'leads.contact_points': {
    values: {
      lead_id: 'bench.uid(n)',
      kind: `'phone'`,
      value: `'+919' || lpad(n::text, 9, '0')`,
      role: `'identifying'`,
      is_primary: 'true',
      phone_type: `'mobile'`,
    },
  },
  'leads.activities': {
    values: {
      lead_id: 'case when n % 50 = 0 then bench.uid(50) else bench.uid(n) end',
      kind: rarely(`'note'`, `'intake'`),
      actor: `'system:bench'`,
    },
  },
  'leads.follow_ups': {
    values: { lead_id: 'bench.uid(n)', owner_id: owner, kind: `'call'`, state: `case when n % 4 = 0 then 'open' else 'done' end` },
  },
  'leads.tags': { count: staffMade, values: { slug: `'tag-' || n`, label: `'Tag ' || n` } },
  'leads.lead_tags': { values: { lead_id: 'bench.uid(n)', tag_id: 'bench.uid(case when n % 500 = 0 then 1 else 2 + n % 19 end)' } },
  'leads.interests': { values: { lead_id: 'bench.uid(n)', product_code: `'general'`, session_year: '2026' } },
  'leads.sources': { count: staffMade, values: { code: `'source-' || n`, kind: `'website'` } },
  'leads.campaigns': { count: staffMade, values: { code: `'campaign-' || n`, source_id: 'bench.uid(n)', product_code: `'general'` } },
  'leads.products': { count: staffMade, values: { code: `'product-' || n` } },
  'leads.pool_counts': {
    count: staffMade,
    values: { dimension: `'campaign'`, key: 'bench.uid(n)::text', status: `''`, count: '$size / 20' },
  },
  'leads.intakes': {
    values: {
      channel: `'manual'`,
      normalised: `'{}'`,
      outcome: `'created'`,
      lead_id: 'bench.uid(n)',
      source_id: 'bench.uid(1 + n % 20)',
      campaign_id: 'bench.uid(1 + n % 20)',
    },
  },
  'leads.segments': {
    count: (size) => size / 10,
    values: {
      owner_id: owner,
      shared: rarely('true', 'false', 100),
      condition: `'{"field":"lead.status","op":"eq","value":"contacted"}'`,
    },
  },
  'leads.duplicate_candidates': {
    values: {
      lead_a: 'bench.uid(n)',
      lead_b: 'bench.uid(n + 1)',
      score_bp: 'n % 10000',
      signals: `'[]'`,
      state: rarely(`'open'`, `'dismissed'`, 10),
    },
  },
  'leads.imports': {
    count: (size) => size / 10,
    values: {
      platform: `'mr-mentor'`,
      created_by: owner,
      state: rarely(`'previewed'`, `'committed'`, 100),
      allow_repeat: 'true',
      plan_hash: `'x'`,
      staged_at: 'bench.at(n)',
      row_count: '1000',
      cursor: '1000',
      counts: `'{"created":1000,"matched":0,"updated":0,"sharedPhone":0,"rejected":0,"byCode":{}}'`,
      committed_at: 'bench.at(n)',
    },
  },
  'leads.import_rows': {
    values: {
      import_id: 'bench.uid(1)',
      row_no: 'n',
      line: 'n',
      raw: `'["Asha","9812345678"]'`,
      preview_outcome: `'created'`,
      outcome: rarely(`'rejected'`, `'created'`),
      error_code: rarely(`'leads.phone-invalid'`, 'null'),
      lead_id: 'bench.uid(n)',
      applied_at: 'bench.at(n)',
    },
  },
  'ledger.units': { count: () => 1, values: { code: `'BENCH'`, scale: '0', owner_domain: `'bench'` } },
  'ledger.accounts': {
    values: {
      unit: `'BENCH'`,
      owner_domain: `'bench'`,
      owner_kind: `'user'`,
      owner_id: 'bench.uid(n)::text',
      mode: `'running'`,
      floor: `'none'`,
      available: '0',
      held: '0',
    },
  },
  'ledger.transactions': { values: { key: `'bench:' || n`, owner_domain: `'bench'` } },
  'ledger.entries': {
    values: { transaction_id: 'bench.uid(n)', account_id: owner, unit: `'BENCH'`, bucket: `'available'`, amount: '1', balance_after: '1' },
  },
  'notifications.emails': {
    values: {
      kind: `'welcome'`,
      class: `'service'`,
      platform: `'mr-mentor'`,
      user_id: owner,
      to_address: `'p' || n || '@example.in'`,
      state: `case n % 2000 when 0 then 'queued' when 1 then 'in_doubt' else 'sent' end`,
      redacted: 'false',
    },
  },
  'notifications.notices': {
    values: {
      user_id: owner,
      kind: `'welcome'`,
      link: `'/'`,
      archived_at: rarely('bench.at(n)', 'null::timestamptz', 100),
      read_at: rarely('null::timestamptz', 'bench.at(n)', 150),
    },
  },
  'notifications.suppressions': { values: { scope: `'all'`, reason: `'hard-bounce'`, created_by: `'system:bench'` } },
  'settings.proposals': {
    count: (size) => size / 10,
    values: {
      kind: `'set'`,
      scope: `'global'`,
      state: rarely(`'proposed'`, `'rejected'`, 100),
      reason: `'for the bench'`,
      expires_at: `now() + interval '300 days'`,
      decided_at: rarely('null::timestamptz', 'bench.at(n)', 100),
      proposed_by: `'user:' || bench.uid(1)`,
    },
  },
  'settings.changes': {
    values: {
      key: `'identity.refresh-grace-seconds'`,
      base_version: 'n',
      reason: `'for the bench'`,
      by: `'user:' || bench.uid(1)`,
      kind: `'set'`,
    },
  },
  'settings.flags': { count: staffMade, values: { version: '1', override_count: '$size / 20' } },
  'settings.flag_overrides': { values: { flag: `'flag ' || 1 + n % 20`, user_id: 'bench.uid(n)' } },
  'settings.values': { values: { version: '1', value: `'1'` } },
  'webhooks.inbox': {
    values: {
      provider: rarely(`'rare'`, `'bench'`),
      event_type: `'paid'`,
      raw_until: 'now()',
      state: rarely(`'dead'`, `'processed'`),
      headers: `'{}'`,
    },
  },
  'webhooks.endpoints': {
    count: (size) => size / 10,
    values: {
      ref: `'endpoint-' || n`,
      owner_domain: rarely(`'rare'`, `'leads'`, 100),
      url: `'https://example.in/hook'`,
      mode: `'live'`,
      state: rarely(`'paused'`, `'enabled'`, 100),
      stopped_at: rarely('bench.at(n)', 'null::timestamptz', 100),
      secrets: `jsonb_build_array(jsonb_build_object('from', '2026-01-01T00:00:00.000Z', 'until', '2030-01-01T00:00:00.000Z', 'sealed', 'x', 'id', 'x'))`,
    },
  },
  'webhooks.messages': {
    values: {
      id: `'msg_' || replace(bench.uid(n)::text, '-', '')`,
      endpoint_id: 'bench.uid(1 + n % 40)',
      type: rarely(`'rare'`, `'lead.captured'`, 400),
      order_key: `'key-' || n % 500`,
      sequence: 'n',
      state: rarely(`'dead'`, `'delivered'`, 400),
      settled_at: 'bench.at(n)',
      cause: `'cause-' || n / 10`,
    },
  },
  'workflows.workflows': {
    count: (size) => size / 10,
    values: { subject_type: `'lead'`, draft: `'{}'`, draft_layout: `'{}'`, status: rarely(`'archived'`, `'draft'`, 100) },
  },
  // Kept by administrators: a handful, whatever the company's size.
  'workflows.secrets': { count: staffMade, values: { name: `'secret_' || n`, set_by: `'user:' || bench.uid(1)` } },
  'workflows.runs': {
    values: {
      workflow_id: owner,
      subject_type: `'lead'`,
      subject_id: 'bench.uid(n)',
      source: `'event'`,
      state: `case when n % 1000 = 1 then 'held' when n % 10 = 0 then 'live' else 'finished' end`,
      held_reason: `case when n % 1000 = 1 then 'failed' end`,
      outcome: `case when n % 1000 <> 1 and n % 10 <> 0 then case when n % 1000 = 5 then 'rare' else 'done' end end`,
      finished_at: `case when n % 1000 <> 1 and n % 10 <> 0 then bench.at(n) end`,
      started_by: owner,
    },
  },
  'workflows.cursors': { values: { run_id: 'bench.uid(n)', node_id: rarely(`'rare'`, `'wait'`) } },
  'workflows.tasks': {
    values: {
      run_id: 'bench.uid(n)',
      workflow_id: owner,
      subject_type: `'lead'`,
      subject_id: 'bench.uid(n)',
      kind: `'task'`,
      form: `'[]'`,
      escalations: `'[]'`,
      assignee_user_id: `case when n % 2 = 0 then ${owner} end`,
      assignee_role: `case when n % 2 = 1 then 'SALES' end`,
      decisions_needed: '1',
      state: `case when n % 4 < 2 then 'open' else 'closed' end`,
      closed_at: `case when n % 4 < 2 then null else bench.at(n) end`,
    },
  },
  'pgboss.job': {
    values: {
      name: rarely(`'dead-letters'`, `'leads.commit-import'`, 100),
      data: `'{}'`,
      state: rarely(`'created'::pgboss.job_state`, `'completed'`, 100),
      source_name: `'leads.commit-import'`,
      created_on: 'bench.at(n)',
      start_after: 'bench.at(n)',
    },
  },
}
