CREATE SCHEMA "workflows";
--> statement-breakpoint
CREATE TABLE "audit"."pages" (
	"key" text PRIMARY KEY,
	"summary" text NOT NULL,
	"details" jsonb NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "pages_key_chk" CHECK (length("key") between 1 and 300)
);
--> statement-breakpoint
CREATE TABLE "files"."access_log" (
	"id" uuid PRIMARY KEY,
	"object_id" uuid NOT NULL,
	"link_id" text,
	"actor" text NOT NULL,
	"via" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"range_from" bigint,
	"range_to" bigint,
	"outcome" text NOT NULL,
	CONSTRAINT "access_log_via_chk" CHECK ("via" in ('link', 'domain', 'quarantine')),
	CONSTRAINT "access_log_outcome_chk" CHECK ("outcome" in ('served', 'redirected', 'expired', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "files"."quotas" (
	"who" text,
	"purpose" text,
	"period" text NOT NULL,
	"count" integer NOT NULL,
	"bytes" bigint NOT NULL,
	"cap_count" integer NOT NULL,
	"cap_bytes" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "quotas_pkey" PRIMARY KEY("who","purpose"),
	CONSTRAINT "quotas_count_chk" CHECK ("count" <= "cap_count"),
	CONSTRAINT "quotas_bytes_chk" CHECK ("bytes" <= "cap_bytes")
);
--> statement-breakpoint
CREATE TABLE "files"."reconciliations" (
	"id" uuid PRIMARY KEY,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"cursor" text NOT NULL,
	"found" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings"."flag_overrides" (
	"flag" text,
	"user_id" uuid,
	"value" boolean NOT NULL,
	"until" timestamp with time zone,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "flag_overrides_pkey" PRIMARY KEY("flag","user_id")
);
--> statement-breakpoint
CREATE TABLE "settings"."flag_rules" (
	"id" uuid PRIMARY KEY,
	"flag" text NOT NULL,
	"position" integer NOT NULL,
	"match" jsonb NOT NULL,
	"outcome" text NOT NULL,
	"percent_bp" integer,
	CONSTRAINT "flag_rules_position_chk" CHECK ("position" >= 1),
	CONSTRAINT "flag_rules_outcome_chk" CHECK ("outcome" in ('on', 'off', 'percent')),
	CONSTRAINT "flag_rules_percent_chk" CHECK (("outcome" = 'percent') = ("percent_bp" is not null) and ("percent_bp" is null or "percent_bp" between 0 and 10000)),
	CONSTRAINT "flag_rules_match_chk" CHECK (jsonb_typeof("match") = 'object')
);
--> statement-breakpoint
CREATE TABLE "settings"."flags" (
	"flag" text PRIMARY KEY,
	"version" integer NOT NULL,
	"killed_at" timestamp with time zone,
	"killed_by" text,
	"kill_reason" text,
	"revision" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "flags_version_chk" CHECK ("version" >= 0),
	CONSTRAINT "flags_killed_chk" CHECK (num_nulls("killed_at", "killed_by", "kill_reason") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "settings"."proposals" (
	"id" uuid PRIMARY KEY,
	"key" text NOT NULL,
	"scope" text NOT NULL,
	"kind" text NOT NULL,
	"value" jsonb,
	"base_version" integer NOT NULL,
	"effective_from" timestamp with time zone,
	"reason" text NOT NULL,
	"proposed_by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"body_mac" bytea NOT NULL,
	"state" text NOT NULL,
	"approver" text,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"change_id" uuid,
	CONSTRAINT "proposals_state_chk" CHECK ("state" in ('proposed', 'applied', 'rejected', 'expired', 'stale')),
	CONSTRAINT "proposals_kind_chk" CHECK ("kind" in ('set', 'revert', 'import', 'rules', 'override', 'lift')),
	CONSTRAINT "proposals_approver_chk" CHECK ("approver" <> "proposed_by"),
	CONSTRAINT "proposals_applied_chk" CHECK (("state" = 'applied') = ("approver" is not null)),
	CONSTRAINT "proposals_decided_chk" CHECK (("state" = 'proposed') = ("decided_at" is null)),
	CONSTRAINT "proposals_expiry_chk" CHECK ("expires_at" > "at"),
	CONSTRAINT "proposals_reason_chk" CHECK (char_length("reason") >= 5)
);
--> statement-breakpoint
CREATE TABLE "settings"."readers" (
	"id" uuid PRIMARY KEY,
	"process" text NOT NULL,
	"revision" bigint NOT NULL,
	"listening" boolean NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings"."revision" (
	"one" boolean PRIMARY KEY DEFAULT true,
	"revision" bigint NOT NULL,
	CONSTRAINT "revision_one_row_chk" CHECK ("one")
);
--> statement-breakpoint
CREATE TABLE "settings"."scheduled" (
	"id" uuid PRIMARY KEY,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "settings"."scheduled_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"scope" text NOT NULL,
	"value" jsonb,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"approved_by" text,
	"at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	CONSTRAINT "scheduled_state_chk" CHECK ("state" in ('scheduled', 'applied', 'cancelled')),
	CONSTRAINT "scheduled_ended_chk" CHECK (("state" = 'scheduled') = ("ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "settings"."usage" (
	"key" text PRIMARY KEY,
	"known_since" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "webhooks"."attempts" (
	"message_id" text,
	"n" integer,
	"at" timestamp with time zone NOT NULL,
	"duration_ms" integer,
	"status" integer,
	"error" text,
	"response" text,
	"address" text,
	"probe" boolean DEFAULT false NOT NULL,
	CONSTRAINT "attempts_pkey" PRIMARY KEY("message_id","n"),
	CONSTRAINT "attempts_response_chk" CHECK (octet_length("response") <= 2048),
	CONSTRAINT "attempts_outcome_chk" CHECK ("duration_ms" is null or "status" is not null or "error" is not null)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."endpoints" (
	"id" uuid PRIMARY KEY,
	"ref" text NOT NULL,
	"owner_domain" text NOT NULL,
	"url" text NOT NULL,
	"mode" text NOT NULL,
	"state" text NOT NULL,
	"disabled_reason" text,
	"secrets" jsonb NOT NULL,
	"max_in_flight" integer NOT NULL,
	"allowed_in_flight" integer NOT NULL,
	"successes" integer DEFAULT 0 NOT NULL,
	"failures_in_a_row" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"transport_failures_in_a_row" integer DEFAULT 0 NOT NULL,
	"transport_failing_since" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"backlogged" boolean DEFAULT false NOT NULL,
	"probe_at" timestamp with time zone,
	"stopped_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "endpoints_state_chk" CHECK ("state" in ('enabled', 'paused', 'disabled')),
	CONSTRAINT "endpoints_mode_chk" CHECK ("mode" in ('live', 'sandbox')),
	CONSTRAINT "endpoints_disabled_chk" CHECK (("disabled_reason" is not null) = ("state" = 'disabled')),
	CONSTRAINT "endpoints_stopped_chk" CHECK (("stopped_at" is null) = ("state" = 'enabled')),
	CONSTRAINT "endpoints_secrets_chk" CHECK (jsonb_typeof("secrets") = 'array' and jsonb_array_length("secrets") between 1 and 2),
	CONSTRAINT "endpoints_in_flight_chk" CHECK ("max_in_flight" between 1 and 20 and "allowed_in_flight" between 1 and "max_in_flight"),
	CONSTRAINT "endpoints_failing_chk" CHECK (("failures_in_a_row" > 0) = ("failing_since" is not null) and "failures_in_a_row" >= 0),
	CONSTRAINT "endpoints_transport_chk" CHECK (("transport_failures_in_a_row" > 0) = ("transport_failing_since" is not null) and "transport_failures_in_a_row" between 0 and "failures_in_a_row"),
	CONSTRAINT "endpoints_probe_chk" CHECK ("probe_at" is null or "failures_in_a_row" >= 10),
	CONSTRAINT "endpoints_size_chk" CHECK (length("ref") between 1 and 200 and length("url") between 1 and 2000)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."messages" (
	"id" text PRIMARY KEY,
	"endpoint_id" uuid NOT NULL,
	"type" text NOT NULL,
	"order_key" text NOT NULL,
	"sequence" bigint NOT NULL,
	"body" bytea NOT NULL,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"sends" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"cancel_reason" text,
	"request_id" text NOT NULL,
	"cause" text,
	CONSTRAINT "messages_id_chk" CHECK ("id" ~ '^msg_[0-9a-f]{32}$'),
	CONSTRAINT "messages_state_chk" CHECK ("state" in ('pending', 'delivering', 'delivered', 'dead', 'cancelled')),
	CONSTRAINT "messages_body_chk" CHECK (octet_length("body") between 1 and 20479),
	CONSTRAINT "messages_next_chk" CHECK ("next_at" is null or "state" = 'pending'),
	CONSTRAINT "messages_lease_chk" CHECK (("lease_until" is not null) = ("state" = 'delivering')),
	CONSTRAINT "messages_settled_chk" CHECK (("settled_at" is not null) = ("state" in ('delivered', 'dead', 'cancelled'))),
	CONSTRAINT "messages_cancel_chk" CHECK (("cancel_reason" is not null) = ("state" = 'cancelled')),
	CONSTRAINT "messages_attempt_chk" CHECK ("attempt" between 0 and 10 and "sends" >= 0),
	CONSTRAINT "messages_size_chk" CHECK (length("order_key") between 1 and 200 and length("type") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."replays" (
	"id" uuid PRIMARY KEY,
	"requested_by" text NOT NULL,
	"reason" text NOT NULL,
	"filter" jsonb NOT NULL,
	"last_item" uuid,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "replays_state_chk" CHECK ("state" in ('running', 'done')),
	CONSTRAINT "replays_finished_chk" CHECK (("finished_at" is not null) = ("state" = 'done')),
	CONSTRAINT "replays_count_chk" CHECK ("total" >= 0 and "done" >= 0)
);
--> statement-breakpoint
CREATE TABLE "identity"."break_glass_credentials" (
	"id" uuid PRIMARY KEY,
	"phrase_hash" bytea NOT NULL,
	"sealed_totp" bytea NOT NULL,
	"custodian_a" uuid NOT NULL,
	"custodian_b" uuid NOT NULL,
	"state" text NOT NULL,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"sealed_by" uuid NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "break_glass_credentials_two_people_chk" CHECK (custodian_a <> custodian_b),
	CONSTRAINT "break_glass_credentials_state_chk" CHECK (state in ('sealed', 'opened', 'retired')),
	CONSTRAINT "break_glass_credentials_retired_chk" CHECK ((state = 'retired') = (retired_at is not null)),
	CONSTRAINT "break_glass_credentials_spent_chk" CHECK (state <> 'opened' or last_step > 0)
);
--> statement-breakpoint
CREATE TABLE "identity"."break_glass_openings" (
	"id" uuid PRIMARY KEY,
	"credential_id" uuid NOT NULL,
	"custodian_a" uuid NOT NULL,
	"custodian_b" uuid NOT NULL,
	"target_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"reviewed_by" uuid,
	"reviewed_at" timestamp with time zone,
	"note" text,
	CONSTRAINT "break_glass_openings_reason_chk" CHECK (length(reason) >= 20),
	CONSTRAINT "break_glass_openings_expiry_chk" CHECK (expires_at > opened_at),
	CONSTRAINT "break_glass_openings_reviewer_chk" CHECK (reviewed_by not in (custodian_a, custodian_b, target_id)),
	CONSTRAINT "break_glass_openings_reviewed_chk" CHECK ((reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (note is null)),
	CONSTRAINT "break_glass_openings_closed_chk" CHECK (reviewed_at is null or closed_at is not null)
);
--> statement-breakpoint
CREATE TABLE "identity"."passkeys" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"credential_id" bytea NOT NULL,
	"public_key" bytea NOT NULL,
	"sign_count" bigint NOT NULL,
	"rp_id" text NOT NULL,
	"transports" text[] NOT NULL,
	"label" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "passkeys_sign_count_chk" CHECK (sign_count >= 0),
	CONSTRAINT "passkeys_label_chk" CHECK (length(label) between 1 and 60)
);
--> statement-breakpoint
CREATE TABLE "leads"."scrub_requests" (
	"value_hash" text PRIMARY KEY,
	"value" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads"."exports" (
	"id" uuid PRIMARY KEY,
	"owner_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"reach" jsonb NOT NULL,
	"segment_id" uuid,
	"filter" jsonb NOT NULL,
	"state" text DEFAULT 'writing' NOT NULL,
	"row_count" integer,
	"file_id" uuid,
	"failure" text,
	"requested_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "exports_request_key" UNIQUE("owner_id","request_id"),
	CONSTRAINT "exports_state_chk" CHECK ("state" in ('writing','ready','failed') and ("state" = 'ready') = ("file_id" is not null) and ("state" = 'ready') = ("row_count" is not null) and ("state" = 'failed') = ("failure" is not null) and ("state" = 'writing') = ("finished_at" is null))
);
--> statement-breakpoint
CREATE TABLE "leads"."segments" (
	"id" uuid PRIMARY KEY,
	"name" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"shared" boolean NOT NULL,
	"condition" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone,
	"member_count" bigint,
	"counted_at" timestamp with time zone,
	"count_asked_at" timestamp with time zone,
	CONSTRAINT "segments_counted_chk" CHECK (("member_count" is null) = ("counted_at" is null) and "member_count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "leads"."transfer_items" (
	"transfer_id" uuid,
	"lead_id" uuid,
	"previous_head_id" uuid,
	"outcome" text,
	CONSTRAINT "transfer_items_pkey" PRIMARY KEY("transfer_id","lead_id"),
	CONSTRAINT "transfer_items_outcome_chk" CHECK ("outcome" in ('moved','unchanged','restored','kept'))
);
--> statement-breakpoint
CREATE TABLE "leads"."transfers" (
	"id" uuid PRIMARY KEY,
	"request_id" uuid NOT NULL,
	"by_user_id" uuid NOT NULL,
	"to_head_id" uuid NOT NULL,
	"keep_assignees" boolean NOT NULL,
	"reason" text NOT NULL,
	"filter" jsonb,
	"place" uuid,
	"state" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "transfers_request_key" UNIQUE("by_user_id","request_id"),
	CONSTRAINT "transfers_state_chk" CHECK ("state" in ('staging','applying','applied','undoing','undone'))
);
--> statement-breakpoint
CREATE TABLE "leads"."sweep_places" (
	"name" text PRIMARY KEY,
	"at" timestamp with time zone NOT NULL,
	"lead_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflows"."backtests" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"request_hash" text NOT NULL,
	"version_hash" text NOT NULL,
	"seed" text NOT NULL,
	"request" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"report" jsonb,
	"report_hash" text,
	"approximate" boolean DEFAULT false NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "backtests_state_chk" CHECK ("state" in ('queued','running','done','failed') and ("state" = 'done') = ("report" is not null))
);
--> statement-breakpoint
CREATE TABLE "workflows"."draft_history" (
	"workflow_id" uuid,
	"revision" integer,
	"draft" jsonb NOT NULL,
	"layout" jsonb NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "draft_history_pkey" PRIMARY KEY("workflow_id","revision")
);
--> statement-breakpoint
CREATE TABLE "workflows"."pace" (
	"workflow_id" uuid,
	"node_id" text,
	"next_free_at" timestamp with time zone NOT NULL,
	CONSTRAINT "pace_pkey" PRIMARY KEY("workflow_id","node_id")
);
--> statement-breakpoint
CREATE TABLE "workflows"."scans" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"trigger_ix" integer NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"cursor" text,
	"state" text DEFAULT 'running' NOT NULL,
	"matched" integer DEFAULT 0 NOT NULL,
	"enrolled" integer DEFAULT 0 NOT NULL,
	"refused" jsonb NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "scans_state_chk" CHECK ("state" in ('running','done','failed') and ("state" = 'running') = ("finished_at" is null)),
	CONSTRAINT "scans_range_chk" CHECK ("from_at" <= "to_at" and "matched" >= 0 and "enrolled" >= 0)
);
--> statement-breakpoint
CREATE TABLE "workflows"."schedules_due" (
	"workflow_id" uuid,
	"trigger_ix" integer,
	"next_at" timestamp with time zone NOT NULL,
	"cron" text NOT NULL,
	"zone" text NOT NULL,
	CONSTRAINT "schedules_due_pkey" PRIMARY KEY("workflow_id","trigger_ix")
);
--> statement-breakpoint
CREATE TABLE "workflows"."segment_members" (
	"workflow_id" uuid,
	"trigger_ix" integer,
	"subject_id" uuid,
	"since" timestamp with time zone NOT NULL,
	"left_at" timestamp with time zone,
	CONSTRAINT "segment_members_pkey" PRIMARY KEY("workflow_id","trigger_ix","subject_id")
);
--> statement-breakpoint
CREATE TABLE "workflows"."simulations" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"request_hash" text NOT NULL,
	"version_hash" text NOT NULL,
	"seed" text NOT NULL,
	"report" jsonb NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflows"."versions" (
	"workflow_id" uuid,
	"n" integer,
	"program" jsonb NOT NULL,
	"layout" jsonb NOT NULL,
	"hash" text NOT NULL,
	"interests" text[] NOT NULL,
	"published_by" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"note" text NOT NULL,
	CONSTRAINT "versions_pkey" PRIMARY KEY("workflow_id","n"),
	CONSTRAINT "versions_hash_key" UNIQUE("workflow_id","hash"),
	CONSTRAINT "versions_n_chk" CHECK ("n" >= 1),
	CONSTRAINT "versions_hash_chk" CHECK ("hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "workflows"."workflows" (
	"id" uuid PRIMARY KEY,
	"key" text NOT NULL CONSTRAINT "workflows_key_key" UNIQUE,
	"name" text NOT NULL,
	"subject_type" text NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"active_version" integer,
	"last_version" integer DEFAULT 0 NOT NULL,
	"draft" jsonb NOT NULL,
	"draft_layout" jsonb NOT NULL,
	"draft_revision" integer DEFAULT 1 NOT NULL,
	"re_entry" text DEFAULT 'never' NOT NULL,
	"cooldown_days" integer DEFAULT 30 NOT NULL,
	"mutex_group" text,
	"on_conflict" text DEFAULT 'refuse' NOT NULL,
	"max_live" integer,
	"sending_cap_per_minute" integer,
	"rules_revision" integer DEFAULT 1 NOT NULL,
	"paused_at" timestamp with time zone,
	"resumed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "workflows_subject_type_chk" CHECK ("subject_type" in ('lead','user','candidate')),
	CONSTRAINT "workflows_status_chk" CHECK ("status" in ('draft','active','paused','archived')),
	CONSTRAINT "workflows_active_version_chk" CHECK (("active_version" is not null) = ("status" in ('active','paused'))),
	CONSTRAINT "workflows_paused_chk" CHECK (("paused_at" is not null) = ("status" = 'paused')),
	CONSTRAINT "workflows_re_entry_chk" CHECK ("re_entry" in ('never','after-exit','always')),
	CONSTRAINT "workflows_on_conflict_chk" CHECK ("on_conflict" in ('refuse','replace')),
	CONSTRAINT "workflows_caps_chk" CHECK ("cooldown_days" between 0 and 3650 and "max_live" > 0 and "sending_cap_per_minute" > 0),
	CONSTRAINT "workflows_draft_chk" CHECK (octet_length("draft"::text) <= 4194304)
);
--> statement-breakpoint
CREATE TABLE "workflows"."migration_items" (
	"migration_id" uuid,
	"run_id" uuid,
	"before" jsonb NOT NULL,
	"from_node" text NOT NULL,
	"to_node" text,
	"state" text NOT NULL,
	"reason" text,
	"moved_seq" integer,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "migration_items_pkey" PRIMARY KEY("migration_id","run_id"),
	CONSTRAINT "migration_items_state_chk" CHECK ("state" in ('planned','moved','stayed','exited','restored','moved-on'))
);
--> statement-breakpoint
CREATE TABLE "workflows"."migrations" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"from_n" integer NOT NULL,
	"to_n" integer NOT NULL,
	"mapping" jsonb NOT NULL,
	"unmapped" text NOT NULL,
	"timers" text NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"plan" jsonb NOT NULL,
	"proof" jsonb,
	"planned_by" text NOT NULL,
	"applied_by" text,
	"created_at" timestamp with time zone NOT NULL,
	"simulated_at" timestamp with time zone,
	"applied_at" timestamp with time zone,
	"reverted_at" timestamp with time zone,
	CONSTRAINT "migrations_state_chk" CHECK ("state" in ('draft','simulated','applying','applied','reverting','reverted')),
	CONSTRAINT "migrations_choice_chk" CHECK ("unmapped" in ('stay','exit') and "timers" in ('keep','recompute') and "from_n" <> "to_n")
);
--> statement-breakpoint
CREATE TABLE "workflows"."node_stats" (
	"workflow_id" uuid,
	"version_n" integer,
	"node_id" text,
	"handle" text,
	"day" date,
	"left_count" bigint DEFAULT 0 NOT NULL,
	"finished" bigint DEFAULT 0 NOT NULL,
	"goals" bigint DEFAULT 0 NOT NULL,
	"dwell_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "node_stats_pkey" PRIMARY KEY("workflow_id","version_n","node_id","handle","day")
);
--> statement-breakpoint
CREATE TABLE "workflows"."stat_deltas" (
	"n" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "workflows"."stat_deltas_n_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workflow_id" uuid NOT NULL,
	"version_n" integer NOT NULL,
	"node_id" text NOT NULL,
	"handle" text NOT NULL,
	"day" date NOT NULL,
	"left_count" integer DEFAULT 0 NOT NULL,
	"finished" integer DEFAULT 0 NOT NULL,
	"goals" integer DEFAULT 0 NOT NULL,
	"dwell_ms" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflows"."steppers" (
	"loop_id" uuid PRIMARY KEY,
	"process" text NOT NULL,
	"backend_pid" integer NOT NULL,
	"run_ids" uuid[] NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflows"."cursors" (
	"run_id" uuid PRIMARY KEY,
	"node_id" text NOT NULL,
	"seq" integer DEFAULT 1 NOT NULL,
	"epoch" integer DEFAULT 1 NOT NULL,
	"lane" smallint DEFAULT 0 NOT NULL,
	"wake_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"wait_kind" text,
	"wait_events" text[],
	"entered_at" timestamp with time zone NOT NULL,
	"visits" jsonb NOT NULL,
	"vars" jsonb NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"suspect" smallint DEFAULT 0 NOT NULL,
	"last_error" text,
	CONSTRAINT "cursors_lane_chk" CHECK ("lane" in (0, 1, 2)),
	CONSTRAINT "cursors_counts_chk" CHECK ("seq" >= 1 and "epoch" >= 1 and "attempts" >= 0 and "suspect" >= 0),
	CONSTRAINT "cursors_vars_chk" CHECK (jsonb_typeof("vars") = 'object' and octet_length("vars"::text) <= 16384),
	CONSTRAINT "cursors_wait_kind_chk" CHECK ("wait_kind" in ('duration','until','window','event','outcome'))
);
--> statement-breakpoint
CREATE TABLE "workflows"."effects" (
	"run_id" uuid,
	"node_id" text,
	"epoch" integer,
	"kind" text NOT NULL,
	"key" text NOT NULL CONSTRAINT "effects_key_key" UNIQUE,
	"target_ref" text,
	"state" text NOT NULL,
	"rank" smallint NOT NULL,
	"result" text,
	"request_hash" text,
	"response" jsonb,
	"reason" text,
	"deferred_until" timestamp with time zone,
	"doubt_since" timestamp with time zone,
	"handed_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "effects_pkey" PRIMARY KEY("run_id","node_id","epoch"),
	CONSTRAINT "effects_key_chk" CHECK ("key" = 'wf:' || "run_id" || ':' || "node_id" || ':' || "epoch"),
	CONSTRAINT "effects_kind_chk" CHECK ("kind" in ('send-email','send-whatsapp','send-sms','ai-call','call-webhook','task','sub-workflow')),
	CONSTRAINT "effects_state_chk" CHECK (("state", "rank") in (('handed',1),('deferred',1),('in_doubt',1),('accepted',2),('delivered',3),('replied',4),('refused',5),('failed',5))),
	CONSTRAINT "effects_doubt_chk" CHECK (("state" = 'in_doubt') <= ("doubt_since" is not null)),
	CONSTRAINT "effects_response_chk" CHECK (octet_length("response"::text) <= 65536)
);
--> statement-breakpoint
CREATE TABLE "workflows"."mailbox" (
	"run_id" uuid,
	"event_id" uuid,
	"name" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"data" jsonb NOT NULL,
	"consumed_seq" integer,
	CONSTRAINT "mailbox_pkey" PRIMARY KEY("run_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "workflows"."runs" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"version_n" integer NOT NULL,
	"mutex_group" text,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"entry_key" text NOT NULL,
	"source" text NOT NULL,
	"source_ref" text,
	"started_by" uuid,
	"state" text DEFAULT 'live' NOT NULL,
	"held_reason" text,
	"outcome" text,
	"arm_trace" jsonb NOT NULL,
	"holdout" boolean DEFAULT false NOT NULL,
	"parent_run_id" uuid,
	"parent_node_id" text,
	"parent_epoch" integer,
	"depth" smallint DEFAULT 0 NOT NULL,
	"causation" smallint DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "runs_subject_type_chk" CHECK ("subject_type" in ('lead','user','candidate')),
	CONSTRAINT "runs_source_chk" CHECK ("source" in ('segment','event','demand','schedule','parent','import')),
	CONSTRAINT "runs_state_chk" CHECK ("state" in ('live','held','finished')),
	CONSTRAINT "runs_outcome_chk" CHECK (("outcome" is not null) = ("state" = 'finished') and ("finished_at" is not null) = ("state" = 'finished')),
	CONSTRAINT "runs_held_chk" CHECK (("held_reason" is not null) = ("state" = 'held')),
	CONSTRAINT "runs_held_reason_chk" CHECK ("held_reason" in ('paused','failed','in-doubt','poison')),
	CONSTRAINT "runs_depth_chk" CHECK ("depth" between 0 and 5 and "causation" between 0 and 10),
	CONSTRAINT "runs_parent_chk" CHECK (num_nulls("parent_run_id", "parent_node_id", "parent_epoch") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "workflows"."task_decisions" (
	"task_id" uuid,
	"user_id" uuid,
	"decision" text NOT NULL,
	"note" text,
	"form" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "task_decisions_pkey" PRIMARY KEY("task_id","user_id"),
	CONSTRAINT "task_decisions_decision_chk" CHECK ("decision" in ('done','approved','rejected'))
);
--> statement-breakpoint
CREATE TABLE "workflows"."tasks" (
	"id" uuid PRIMARY KEY,
	"run_id" uuid NOT NULL,
	"node_id" text NOT NULL,
	"epoch" integer NOT NULL,
	"workflow_id" uuid NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"instructions" text,
	"assignee_user_id" uuid,
	"assignee_role" text,
	"requested_by" uuid,
	"form" jsonb NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"escalations" jsonb NOT NULL,
	"escalation_step" smallint DEFAULT 0 NOT NULL,
	"decisions_needed" smallint DEFAULT 1 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"result" text,
	"created_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "tasks_step_key" UNIQUE("run_id","node_id","epoch"),
	CONSTRAINT "tasks_kind_chk" CHECK ("kind" in ('task','approval')),
	CONSTRAINT "tasks_state_chk" CHECK ("state" in ('open','decided','timed-out','closed') and ("state" = 'open') = ("closed_at" is null)),
	CONSTRAINT "tasks_assignee_chk" CHECK (("assignee_user_id" is null) <> ("assignee_role" is null)),
	CONSTRAINT "tasks_counts_chk" CHECK ("decisions_needed" between 1 and 3 and "escalation_step" between 0 and 3)
);
--> statement-breakpoint
DROP INDEX "settings"."changes_key_idx";--> statement-breakpoint
ALTER TABLE "audit"."anchors" ADD COLUMN "key_version" smallint;--> statement-breakpoint
ALTER TABLE "files"."objects" ADD COLUMN "deleted_by" text;--> statement-breakpoint
ALTER TABLE "files"."objects" ADD COLUMN "missing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "files"."uploads" ADD COLUMN "checking_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "files"."uploads" ADD COLUMN "anonymous" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications"."intents" ADD COLUMN "consent_class" text;--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD COLUMN "scope" text DEFAULT 'global' NOT NULL;--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD COLUMN "kind" text DEFAULT 'set' NOT NULL;--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD COLUMN "approved_by" text;--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD COLUMN "effective_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "scope" text DEFAULT 'global';--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "effective_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "set_by" text;--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "change_id" uuid;--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "identity"."role_changes" ADD COLUMN "by_one_admin" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "settings"."values" DROP CONSTRAINT "values_pkey";--> statement-breakpoint
ALTER TABLE "settings"."values" ADD CONSTRAINT "values_pkey" PRIMARY KEY("key","scope");--> statement-breakpoint
ALTER TABLE "settings"."changes" ALTER COLUMN "new" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "settings"."values" ALTER COLUMN "value" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "pages_undelivered_idx" ON "audit"."pages" ("raised_at") WHERE "delivered_at" is null;--> statement-breakpoint
CREATE INDEX "access_log_object_idx" ON "files"."access_log" ("object_id","at");--> statement-breakpoint
CREATE INDEX "access_log_at_idx" ON "files"."access_log" ("at");--> statement-breakpoint
CREATE INDEX "objects_uploader_idx" ON "files"."objects" ("uploaded_by","id");--> statement-breakpoint
CREATE INDEX "objects_subject_order_idx" ON "files"."objects" ("subject_user_id","id");--> statement-breakpoint
CREATE INDEX "objects_deleted_at_idx" ON "files"."objects" ("deleted_at") WHERE "deleted_at" is not null and "purged_at" is null;--> statement-breakpoint
CREATE INDEX "objects_scanning_idx" ON "files"."objects" ("id") WHERE "state" = 'scanning';--> statement-breakpoint
CREATE INDEX "objects_quarantined_idx" ON "files"."objects" ("id") WHERE "state" = 'quarantined' and "deleted_at" is null;--> statement-breakpoint
CREATE INDEX "objects_missing_idx" ON "files"."objects" ("id") WHERE "missing_since" is not null;--> statement-breakpoint
CREATE INDEX "quotas_at_idx" ON "files"."quotas" ("at");--> statement-breakpoint
CREATE INDEX "reconciliations_started_at_idx" ON "files"."reconciliations" ("started_at");--> statement-breakpoint
CREATE INDEX "leads_updated_idx" ON "leads"."leads" ("updated_at","id");--> statement-breakpoint
CREATE INDEX "leads_first_intake_idx" ON "leads"."leads" ("first_intake_at","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_status_since_idx" ON "leads"."leads" ("status_since","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_first_attempt_idx" ON "leads"."leads" ("first_attempt_at","id") WHERE "root_id" = "id" and "first_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "leads_last_attempt_idx" ON "leads"."leads" ("last_attempt_at","id") WHERE "root_id" = "id" and "last_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "leads_temperature_idx" ON "leads"."leads" ("temperature_at","id") WHERE "root_id" = "id" and "temperature_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "changes_version_key" ON "settings"."changes" ("key","scope","base_version");--> statement-breakpoint
CREATE INDEX "changes_effective_idx" ON "settings"."changes" ("key","scope",coalesce("effective_from", "at"),"base_version");--> statement-breakpoint
CREATE INDEX "flag_overrides_until_idx" ON "settings"."flag_overrides" ("until") WHERE "until" is not null;--> statement-breakpoint
CREATE INDEX "flags_revision_idx" ON "settings"."flags" ("revision");--> statement-breakpoint
CREATE INDEX "flags_killed_idx" ON "settings"."flags" ("flag") WHERE "killed_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "proposals_open_key" ON "settings"."proposals" ("key","scope") WHERE "state" = 'proposed';--> statement-breakpoint
CREATE INDEX "proposals_state_idx" ON "settings"."proposals" ("state","id");--> statement-breakpoint
CREATE INDEX "proposals_expiry_idx" ON "settings"."proposals" ("expires_at") WHERE "state" = 'proposed';--> statement-breakpoint
CREATE INDEX "readers_seen_idx" ON "settings"."readers" ("seen_at");--> statement-breakpoint
CREATE INDEX "scheduled_due_idx" ON "settings"."scheduled" ("due_at","seq") WHERE "state" = 'scheduled';--> statement-breakpoint
CREATE INDEX "scheduled_key_idx" ON "settings"."scheduled" ("key","scope","due_at","seq") WHERE "state" = 'scheduled';--> statement-breakpoint
CREATE INDEX "values_change_idx" ON "settings"."values" ("change_id");--> statement-breakpoint
CREATE INDEX "values_revision_idx" ON "settings"."values" ("revision");--> statement-breakpoint
CREATE UNIQUE INDEX "endpoints_ref_key" ON "webhooks"."endpoints" ("ref") WHERE "removed_at" is null;--> statement-breakpoint
CREATE INDEX "endpoints_owner_idx" ON "webhooks"."endpoints" ("owner_domain","id");--> statement-breakpoint
CREATE INDEX "endpoints_state_idx" ON "webhooks"."endpoints" ("state","id");--> statement-breakpoint
CREATE INDEX "endpoints_probe_idx" ON "webhooks"."endpoints" ("probe_at") WHERE "probe_at" is not null;--> statement-breakpoint
CREATE INDEX "endpoints_stopped_idx" ON "webhooks"."endpoints" ("stopped_at") WHERE "stopped_at" is not null;--> statement-breakpoint
CREATE INDEX "endpoints_removed_idx" ON "webhooks"."endpoints" ("removed_at") WHERE "removed_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_place_key" ON "webhooks"."messages" ("endpoint_id","order_key","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_delivering_key" ON "webhooks"."messages" ("endpoint_id","order_key") WHERE "state" = 'delivering';--> statement-breakpoint
CREATE INDEX "messages_open_idx" ON "webhooks"."messages" ("endpoint_id","order_key","sequence") WHERE "state" = 'pending';--> statement-breakpoint
CREATE INDEX "messages_due_idx" ON "webhooks"."messages" ("endpoint_id","next_at") WHERE "next_at" is not null;--> statement-breakpoint
CREATE INDEX "messages_endpoint_state_idx" ON "webhooks"."messages" ("endpoint_id","state","id");--> statement-breakpoint
CREATE INDEX "messages_endpoint_type_idx" ON "webhooks"."messages" ("endpoint_id","type","id");--> statement-breakpoint
CREATE INDEX "messages_blocked_idx" ON "webhooks"."messages" ("id") WHERE "state" = 'pending' and "next_at" is null;--> statement-breakpoint
CREATE INDEX "messages_lease_idx" ON "webhooks"."messages" ("lease_until") WHERE "lease_until" is not null;--> statement-breakpoint
CREATE INDEX "messages_endpoint_idx" ON "webhooks"."messages" ("endpoint_id","id");--> statement-breakpoint
CREATE INDEX "messages_state_idx" ON "webhooks"."messages" ("state","id");--> statement-breakpoint
CREATE INDEX "messages_cause_idx" ON "webhooks"."messages" ("cause","id") WHERE "cause" is not null;--> statement-breakpoint
CREATE INDEX "messages_settled_idx" ON "webhooks"."messages" ("settled_at") WHERE "settled_at" is not null;--> statement-breakpoint
CREATE INDEX "replays_running_idx" ON "webhooks"."replays" ("id") WHERE "state" = 'running';--> statement-breakpoint
CREATE INDEX "replays_created_at_idx" ON "webhooks"."replays" ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "break_glass_credentials_sealed_key" ON "identity"."break_glass_credentials" ("state") WHERE "state" = 'sealed';--> statement-breakpoint
CREATE UNIQUE INDEX "break_glass_credentials_custodians_key" ON "identity"."break_glass_credentials" ("id","custodian_a","custodian_b");--> statement-breakpoint
CREATE INDEX "break_glass_credentials_custodian_a_idx" ON "identity"."break_glass_credentials" ("custodian_a");--> statement-breakpoint
CREATE INDEX "break_glass_credentials_custodian_b_idx" ON "identity"."break_glass_credentials" ("custodian_b");--> statement-breakpoint
CREATE INDEX "break_glass_credentials_sealed_by_idx" ON "identity"."break_glass_credentials" ("sealed_by");--> statement-breakpoint
CREATE UNIQUE INDEX "break_glass_openings_credential_key" ON "identity"."break_glass_openings" ("credential_id");--> statement-breakpoint
CREATE INDEX "break_glass_openings_target_idx" ON "identity"."break_glass_openings" ("target_id");--> statement-breakpoint
CREATE INDEX "break_glass_openings_reviewed_by_idx" ON "identity"."break_glass_openings" ("reviewed_by");--> statement-breakpoint
CREATE INDEX "break_glass_openings_unreviewed_idx" ON "identity"."break_glass_openings" ("opened_at") WHERE "reviewed_at" is null;--> statement-breakpoint
CREATE INDEX "role_changes_state_idx" ON "identity"."role_changes" ("state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "passkeys_credential_key" ON "identity"."passkeys" ("credential_id");--> statement-breakpoint
CREATE INDEX "passkeys_user_idx" ON "identity"."passkeys" ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_impersonator_key" ON "identity"."sessions" ("via_user_id") WHERE "ended_at" is null and "kind" = 'impersonation';--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_opening_key" ON "identity"."sessions" ("opening_id") WHERE "opening_id" is not null;--> statement-breakpoint
CREATE INDEX "scrub_requests_asked_idx" ON "leads"."scrub_requests" ("asked_at");--> statement-breakpoint
CREATE INDEX "exports_segment_idx" ON "leads"."exports" ("segment_id") WHERE "segment_id" is not null;--> statement-breakpoint
CREATE INDEX "imports_state_idx" ON "leads"."imports" ("state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "segments_name_key" ON "leads"."segments" ("owner_id",lower("name")) WHERE "retired_at" is null;--> statement-breakpoint
CREATE INDEX "segments_live_idx" ON "leads"."segments" (lower("name"),"id") WHERE "retired_at" is null;--> statement-breakpoint
CREATE INDEX "transfer_items_lead_idx" ON "leads"."transfer_items" ("lead_id","transfer_id");--> statement-breakpoint
CREATE INDEX "transfer_items_open_idx" ON "leads"."transfer_items" ("transfer_id","lead_id") WHERE "outcome" is null;--> statement-breakpoint
CREATE INDEX "transfer_items_moved_idx" ON "leads"."transfer_items" ("transfer_id","lead_id") WHERE "outcome" = 'moved';--> statement-breakpoint
CREATE INDEX "transfers_at_work_idx" ON "leads"."transfers" ("requested_at") WHERE "state" in ('staging','applying','undoing');--> statement-breakpoint
CREATE INDEX "backtests_workflow_idx" ON "workflows"."backtests" ("workflow_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "scans_running_key" ON "workflows"."scans" ("workflow_id","trigger_ix") WHERE "state" = 'running';--> statement-breakpoint
CREATE INDEX "scans_trigger_idx" ON "workflows"."scans" ("workflow_id","trigger_ix","to_at");--> statement-breakpoint
CREATE INDEX "schedules_due_next_idx" ON "workflows"."schedules_due" ("next_at");--> statement-breakpoint
CREATE INDEX "segment_members_subject_idx" ON "workflows"."segment_members" ("subject_id");--> statement-breakpoint
CREATE INDEX "simulations_workflow_idx" ON "workflows"."simulations" ("workflow_id","id");--> statement-breakpoint
CREATE INDEX "workflows_active_idx" ON "workflows"."workflows" ("id","active_version");--> statement-breakpoint
CREATE INDEX "workflows_status_idx" ON "workflows"."workflows" ("status","id");--> statement-breakpoint
CREATE INDEX "workflows_mutex_group_idx" ON "workflows"."workflows" ("mutex_group") WHERE "mutex_group" is not null;--> statement-breakpoint
CREATE INDEX "migration_items_run_idx" ON "workflows"."migration_items" ("run_id");--> statement-breakpoint
CREATE INDEX "migrations_from_idx" ON "workflows"."migrations" ("workflow_id","from_n");--> statement-breakpoint
CREATE INDEX "migrations_to_idx" ON "workflows"."migrations" ("workflow_id","to_n");--> statement-breakpoint
CREATE UNIQUE INDEX "migrations_running_key" ON "workflows"."migrations" ("workflow_id") WHERE "state" in ('applying','reverting');--> statement-breakpoint
CREATE INDEX "steppers_at_idx" ON "workflows"."steppers" ("at");--> statement-breakpoint
CREATE INDEX "cursors_wake_idx" ON "workflows"."cursors" ("lane","wake_at") WHERE "wake_at" is not null;--> statement-breakpoint
CREATE INDEX "effects_target_idx" ON "workflows"."effects" ("target_ref") WHERE "target_ref" is not null;--> statement-breakpoint
CREATE INDEX "effects_open_idx" ON "workflows"."effects" ("updated_at") WHERE "state" in ('handed','in_doubt');--> statement-breakpoint
CREATE UNIQUE INDEX "runs_live_entry_key" ON "workflows"."runs" ("workflow_id","entry_key") WHERE "state" <> 'finished';--> statement-breakpoint
CREATE UNIQUE INDEX "runs_source_key" ON "workflows"."runs" ("workflow_id","source","source_ref") WHERE "source_ref" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_mutex_key" ON "workflows"."runs" ("mutex_group","subject_type","subject_id") WHERE "state" <> 'finished' and "mutex_group" is not null;--> statement-breakpoint
CREATE INDEX "runs_subject_idx" ON "workflows"."runs" ("subject_type","subject_id","started_at");--> statement-breakpoint
CREATE INDEX "runs_version_idx" ON "workflows"."runs" ("workflow_id","version_n","id");--> statement-breakpoint
CREATE INDEX "runs_entry_idx" ON "workflows"."runs" ("workflow_id","entry_key","started_at");--> statement-breakpoint
CREATE INDEX "runs_parent_idx" ON "workflows"."runs" ("parent_run_id") WHERE "parent_run_id" is not null;--> statement-breakpoint
CREATE INDEX "runs_held_idx" ON "workflows"."runs" ("held_reason","id") WHERE "state" = 'held';--> statement-breakpoint
CREATE INDEX "tasks_workflow_idx" ON "workflows"."tasks" ("workflow_id","id");--> statement-breakpoint
CREATE INDEX "tasks_subject_idx" ON "workflows"."tasks" ("subject_type","subject_id","id");--> statement-breakpoint
CREATE INDEX "tasks_user_idx" ON "workflows"."tasks" ("assignee_user_id","due_at","id") WHERE "state" = 'open' and "assignee_user_id" is not null;--> statement-breakpoint
CREATE INDEX "tasks_role_idx" ON "workflows"."tasks" ("assignee_role","due_at","id") WHERE "state" = 'open' and "assignee_role" is not null;--> statement-breakpoint
CREATE INDEX "tasks_due_idx" ON "workflows"."tasks" ("due_at") WHERE "state" = 'open';--> statement-breakpoint
ALTER TABLE "files"."access_log" ADD CONSTRAINT "access_log_object_id_objects_id_fkey" FOREIGN KEY ("object_id") REFERENCES "files"."objects"("id");--> statement-breakpoint
ALTER TABLE "settings"."flag_overrides" ADD CONSTRAINT "flag_overrides_flag_fk" FOREIGN KEY ("flag") REFERENCES "settings"."flags"("flag");--> statement-breakpoint
ALTER TABLE "settings"."flag_rules" ADD CONSTRAINT "flag_rules_flag_fk" FOREIGN KEY ("flag") REFERENCES "settings"."flags"("flag");--> statement-breakpoint
ALTER TABLE "settings"."values" ADD CONSTRAINT "values_change_fk" FOREIGN KEY ("change_id") REFERENCES "settings"."changes"("id");--> statement-breakpoint
ALTER TABLE "webhooks"."attempts" ADD CONSTRAINT "attempts_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "webhooks"."messages"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "webhooks"."messages" ADD CONSTRAINT "messages_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhooks"."endpoints"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_credentials" ADD CONSTRAINT "break_glass_credentials_custodian_a_users_id_fkey" FOREIGN KEY ("custodian_a") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_credentials" ADD CONSTRAINT "break_glass_credentials_custodian_b_users_id_fkey" FOREIGN KEY ("custodian_b") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_credentials" ADD CONSTRAINT "break_glass_credentials_sealed_by_users_id_fkey" FOREIGN KEY ("sealed_by") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_openings" ADD CONSTRAINT "break_glass_openings_target_id_users_id_fkey" FOREIGN KEY ("target_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_openings" ADD CONSTRAINT "break_glass_openings_reviewed_by_users_id_fkey" FOREIGN KEY ("reviewed_by") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_openings" ADD CONSTRAINT "break_glass_openings_credential_fk" FOREIGN KEY ("credential_id","custodian_a","custodian_b") REFERENCES "identity"."break_glass_credentials"("id","custodian_a","custodian_b");--> statement-breakpoint
ALTER TABLE "identity"."passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_opening_id_break_glass_openings_id_fkey" FOREIGN KEY ("opening_id") REFERENCES "identity"."break_glass_openings"("id");--> statement-breakpoint
ALTER TABLE "leads"."exports" ADD CONSTRAINT "exports_segment_fk" FOREIGN KEY ("segment_id") REFERENCES "leads"."segments"("id");--> statement-breakpoint
ALTER TABLE "leads"."transfer_items" ADD CONSTRAINT "transfer_items_transfer_fk" FOREIGN KEY ("transfer_id") REFERENCES "leads"."transfers"("id");--> statement-breakpoint
ALTER TABLE "leads"."transfer_items" ADD CONSTRAINT "transfer_items_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "workflows"."backtests" ADD CONSTRAINT "backtests_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."draft_history" ADD CONSTRAINT "draft_history_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."pace" ADD CONSTRAINT "pace_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."scans" ADD CONSTRAINT "scans_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."schedules_due" ADD CONSTRAINT "schedules_due_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."segment_members" ADD CONSTRAINT "segment_members_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."simulations" ADD CONSTRAINT "simulations_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."versions" ADD CONSTRAINT "versions_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."migration_items" ADD CONSTRAINT "migration_items_migration_fk" FOREIGN KEY ("migration_id") REFERENCES "workflows"."migrations"("id");--> statement-breakpoint
ALTER TABLE "workflows"."migration_items" ADD CONSTRAINT "migration_items_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."migrations" ADD CONSTRAINT "migrations_from_fk" FOREIGN KEY ("workflow_id","from_n") REFERENCES "workflows"."versions"("workflow_id","n");--> statement-breakpoint
ALTER TABLE "workflows"."migrations" ADD CONSTRAINT "migrations_to_fk" FOREIGN KEY ("workflow_id","to_n") REFERENCES "workflows"."versions"("workflow_id","n");--> statement-breakpoint
ALTER TABLE "workflows"."node_stats" ADD CONSTRAINT "node_stats_version_fk" FOREIGN KEY ("workflow_id","version_n") REFERENCES "workflows"."versions"("workflow_id","n");--> statement-breakpoint
ALTER TABLE "workflows"."cursors" ADD CONSTRAINT "cursors_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."effects" ADD CONSTRAINT "effects_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."mailbox" ADD CONSTRAINT "mailbox_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."runs" ADD CONSTRAINT "runs_version_fk" FOREIGN KEY ("workflow_id","version_n") REFERENCES "workflows"."versions"("workflow_id","n");--> statement-breakpoint
ALTER TABLE "workflows"."runs" ADD CONSTRAINT "runs_parent_fk" FOREIGN KEY ("parent_run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."task_decisions" ADD CONSTRAINT "task_decisions_task_fk" FOREIGN KEY ("task_id") REFERENCES "workflows"."tasks"("id");--> statement-breakpoint
ALTER TABLE "workflows"."tasks" ADD CONSTRAINT "tasks_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."tasks" ADD CONSTRAINT "tasks_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "audit"."anchors" ADD CONSTRAINT "anchors_key_version_chk" CHECK ("key_version" between 1 and 255);--> statement-breakpoint
ALTER TABLE "notifications"."intents" ADD CONSTRAINT "intents_consent_class_chk" CHECK ("consent_class" in ('promotional', 'service', 'transactional'));--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD CONSTRAINT "changes_kind_chk" CHECK ("kind" in ('set', 'revert', 'schedule', 'import', 'rules', 'override', 'kill', 'lift'));--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD CONSTRAINT "changes_base_version_chk" CHECK ("base_version" >= 0);--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD CONSTRAINT "changes_reason_chk" CHECK (char_length("reason") >= 5);--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD CONSTRAINT "changes_approver_chk" CHECK ("approved_by" <> "by");--> statement-breakpoint
ALTER TABLE "settings"."values" ADD CONSTRAINT "values_scope_chk" CHECK ("scope" ~ '^(global|platform:[a-z][a-z-]{0,39})$');--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_via_chk" CHECK ((kind = 'impersonation') = (via_user_id is not null));--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_via_other_chk" CHECK (via_user_id <> user_id);--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_opening_chk" CHECK ((kind = 'break-glass') = (opening_id is not null));--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_short_chk" CHECK (kind = 'normal' or absolute_expires_at <= authenticated_at + interval '30 minutes');--> statement-breakpoint
ALTER TABLE "leads"."campaigns" ADD CONSTRAINT "campaigns_times_chk" CHECK ("ends_at" > "starts_at");--> statement-breakpoint
ALTER TABLE "identity"."tickets" DROP CONSTRAINT "tickets_kind_chk", ADD CONSTRAINT "tickets_kind_chk" CHECK (kind in ('google-redirect', 'google-token', 'socket', 'invite', 'oauth-state'));