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
DROP INDEX "settings"."changes_key_idx";--> statement-breakpoint
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
CREATE INDEX "access_log_object_idx" ON "files"."access_log" ("object_id","at");--> statement-breakpoint
CREATE INDEX "access_log_at_idx" ON "files"."access_log" ("at");--> statement-breakpoint
CREATE INDEX "objects_uploader_idx" ON "files"."objects" ("uploaded_by","id");--> statement-breakpoint
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
CREATE INDEX "messages_pending_idx" ON "webhooks"."messages" ("endpoint_id","id") WHERE "state" = 'pending';--> statement-breakpoint
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
CREATE UNIQUE INDEX "passkeys_credential_key" ON "identity"."passkeys" ("credential_id");--> statement-breakpoint
CREATE INDEX "passkeys_user_idx" ON "identity"."passkeys" ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_impersonator_key" ON "identity"."sessions" ("via_user_id") WHERE "ended_at" is null and "kind" = 'impersonation';--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_opening_key" ON "identity"."sessions" ("opening_id") WHERE "opening_id" is not null;--> statement-breakpoint
CREATE INDEX "exports_segment_idx" ON "leads"."exports" ("segment_id") WHERE "segment_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "segments_name_key" ON "leads"."segments" ("owner_id",lower("name")) WHERE "retired_at" is null;--> statement-breakpoint
CREATE INDEX "segments_live_idx" ON "leads"."segments" (lower("name"),"id") WHERE "retired_at" is null;--> statement-breakpoint
CREATE INDEX "transfer_items_lead_idx" ON "leads"."transfer_items" ("lead_id","transfer_id");--> statement-breakpoint
CREATE INDEX "transfer_items_open_idx" ON "leads"."transfer_items" ("transfer_id","lead_id") WHERE "outcome" is null;--> statement-breakpoint
CREATE INDEX "transfer_items_moved_idx" ON "leads"."transfer_items" ("transfer_id","lead_id") WHERE "outcome" = 'moved';--> statement-breakpoint
CREATE INDEX "transfers_at_work_idx" ON "leads"."transfers" ("requested_at") WHERE "state" in ('staging','applying','undoing');--> statement-breakpoint
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