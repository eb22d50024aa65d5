CREATE SCHEMA "audit";
--> statement-breakpoint
CREATE SCHEMA "events";
--> statement-breakpoint
CREATE SCHEMA "files";
--> statement-breakpoint
CREATE SCHEMA "identity";
--> statement-breakpoint
CREATE SCHEMA "ledger";
--> statement-breakpoint
CREATE SCHEMA "notifications";
--> statement-breakpoint
CREATE SCHEMA "requests";
--> statement-breakpoint
CREATE SCHEMA "settings";
--> statement-breakpoint
CREATE SCHEMA "webhooks";
--> statement-breakpoint
CREATE SCHEMA "leads";
--> statement-breakpoint
CREATE TABLE "audit"."anchors" (
	"day" date PRIMARY KEY,
	"heads" jsonb NOT NULL,
	"digest" bytea NOT NULL,
	"signature" bytea NOT NULL,
	"computed_at" timestamp with time zone NOT NULL,
	"receipt" text,
	"published_at" timestamp with time zone,
	CONSTRAINT "anchors_published_chk" CHECK (("receipt" is null) = ("published_at" is null))
);
--> statement-breakpoint
CREATE TABLE "audit"."chains" (
	"no" smallint PRIMARY KEY,
	"stream" text CONSTRAINT "chains_stream_key" UNIQUE,
	"seq" bigint NOT NULL,
	"head" bytea NOT NULL,
	CONSTRAINT "chains_no_chk" CHECK (("stream" is null) = ("no" between 0 and 31) and "no" >= 0),
	CONSTRAINT "chains_seq_chk" CHECK ("seq" >= 0)
);
--> statement-breakpoint
CREATE TABLE "audit"."checkpoints" (
	"chain" smallint,
	"seq" bigint,
	"from_seq" bigint NOT NULL,
	"head" bytea NOT NULL,
	"archive" text NOT NULL,
	CONSTRAINT "checkpoints_pkey" PRIMARY KEY("chain","seq"),
	CONSTRAINT "checkpoints_run_chk" CHECK ("from_seq" between 1 and "seq")
);
--> statement-breakpoint
CREATE TABLE "audit"."subject_keys" (
	"subject_id" text PRIMARY KEY,
	"subject_type" text NOT NULL,
	"wrapped_key" bytea,
	"created_at" timestamp with time zone NOT NULL,
	"destroyed_at" timestamp with time zone,
	CONSTRAINT "subject_keys_destroyed_chk" CHECK (("wrapped_key" is null) = ("destroyed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "audit"."verifications" (
	"id" uuid PRIMARY KEY,
	"kind" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"from" jsonb NOT NULL,
	"to" jsonb NOT NULL,
	"entries" bigint NOT NULL,
	"result" text NOT NULL,
	"first_fault" jsonb,
	CONSTRAINT "verifications_kind_chk" CHECK ("kind" in ('chain', 'tail', 'all')),
	CONSTRAINT "verifications_result_chk" CHECK ("result" in ('ok', 'fault') and ("result" = 'ok') = ("first_fault" is null))
);
--> statement-breakpoint
CREATE TABLE "events"."consumed" (
	"event_id" uuid,
	"subscriber" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "consumed_pkey" PRIMARY KEY("event_id","subscriber")
);
--> statement-breakpoint
CREATE TABLE "events"."outbox" (
	"id" uuid PRIMARY KEY,
	"name" text NOT NULL,
	"data" jsonb NOT NULL,
	"actor" text NOT NULL,
	"request_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"dispatched_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "files"."objects" (
	"id" uuid PRIMARY KEY,
	"purpose" text NOT NULL,
	"owner_domain" text NOT NULL,
	"owner_ref" text NOT NULL,
	"subject_user_id" uuid,
	"uploaded_by" text NOT NULL,
	"name" text NOT NULL,
	"declared_type" text NOT NULL,
	"type" text,
	"size" bigint,
	"sha256" bytea,
	"storage_key" text NOT NULL CONSTRAINT "objects_storage_key_key" UNIQUE,
	"state" text NOT NULL,
	"verdict" text NOT NULL,
	"reject_reason" text,
	"width" integer,
	"height" integer,
	"pages" integer,
	"duration_ms" integer,
	"retain_until" timestamp with time zone,
	"legal_hold" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"stored_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"purged_at" timestamp with time zone,
	CONSTRAINT "objects_state_chk" CHECK ("state" in ('ticket', 'uploaded', 'scanning', 'stored', 'quarantined', 'rejected', 'expired', 'deleted', 'purged')),
	CONSTRAINT "objects_verdict_chk" CHECK ("verdict" in ('pending', 'clean', 'infected', 'unscannable')),
	CONSTRAINT "objects_stored_complete_chk" CHECK ("state" <> 'stored' or ("size" is not null and "sha256" is not null and "type" is not null and "stored_at" is not null)),
	CONSTRAINT "objects_infected_quarantined_chk" CHECK ("verdict" <> 'infected' or "state" = 'quarantined'),
	CONSTRAINT "objects_name_size_chk" CHECK (octet_length("name") between 1 and 255)
);
--> statement-breakpoint
CREATE TABLE "files"."uploads" (
	"object_id" uuid PRIMARY KEY,
	"method" text NOT NULL,
	"storage_upload_id" text,
	"parts" jsonb,
	"declared_size" bigint,
	"declared_sha256" bytea,
	"expires_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "uploads_method_chk" CHECK ("method" in ('put', 'multipart'))
);
--> statement-breakpoint
CREATE TABLE "identity"."accounts" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"provider_id" text NOT NULL,
	"account_id" text NOT NULL,
	"password" text,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "accounts_provider_chk" CHECK (provider_id in ('credential', 'google')),
	CONSTRAINT "accounts_password_chk" CHECK ((provider_id = 'credential') = (password is not null)),
	CONSTRAINT "accounts_no_tokens_chk" CHECK (access_token is null and refresh_token is null and id_token is null)
);
--> statement-breakpoint
CREATE TABLE "identity"."jwks" (
	"id" uuid PRIMARY KEY,
	"public_key" text NOT NULL,
	"private_key" text NOT NULL,
	"alg" text,
	"crv" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "identity"."users" (
	"id" uuid PRIMARY KEY,
	"email" text,
	"email_verified" boolean DEFAULT false NOT NULL,
	"email_verified_at" timestamp with time zone,
	"email_state" text DEFAULT 'ok' NOT NULL,
	"full_name" text NOT NULL,
	"phone" text,
	"phone_verified_at" timestamp with time zone,
	"profession" text,
	"domain" text,
	"photo_file_id" uuid,
	"role" text NOT NULL,
	"state" text NOT NULL,
	"blocked_at" timestamp with time zone,
	"blocked_until" timestamp with time zone,
	"reason_code" text,
	"blocked_by" uuid,
	"profile_completed_at" timestamp with time zone,
	"stage" integer GENERATED ALWAYS AS (1 + (email_verified or phone_verified_at is not null)::int + (profile_completed_at is not null)::int) STORED,
	"class" text GENERATED ALWAYS AS (case when role = 'USER' then 'learner' when role in ('ADMIN', 'FINANCE') then 'privileged' else 'staff' end) STORED,
	"signup_platform" text NOT NULL,
	"signup_ip" text,
	"signup_user_agent" text,
	"locale" text DEFAULT 'en-IN' NOT NULL,
	"zone" text DEFAULT 'Asia/Kolkata' NOT NULL,
	"last_active_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "users_email_verified_chk" CHECK (email_verified = (email_verified_at is not null)),
	CONSTRAINT "users_email_chk" CHECK (email is null or (length(email) between 3 and 254 and email !~ '[[:space:]]')),
	CONSTRAINT "users_email_state_chk" CHECK (email_state in ('ok', 'bouncing')),
	CONSTRAINT "users_full_name_chk" CHECK (length(full_name) between 1 and 120),
	CONSTRAINT "users_phone_chk" CHECK (phone is null or phone ~ '^[+][1-9][0-9]{6,14}$'),
	CONSTRAINT "users_role_chk" CHECK (role in ('USER', 'EXPERT', 'SUPER_MENTOR', 'BATCH_LEAD', 'COMMUNITY_MANAGER', 'SALES', 'SALES_HEAD', 'EXTERNAL_HR', 'FINANCE', 'ADMIN')),
	CONSTRAINT "users_state_chk" CHECK (state in ('invited', 'active', 'blocked', 'erased')),
	CONSTRAINT "users_blocked_chk" CHECK ((state = 'blocked') = (blocked_at is not null)),
	CONSTRAINT "users_completed_chk" CHECK (profile_completed_at is null or email_verified or phone_verified_at is not null),
	CONSTRAINT "users_reachable_chk" CHECK (email is not null or phone_verified_at is not null)
);
--> statement-breakpoint
CREATE TABLE "identity"."verifications" (
	"id" uuid PRIMARY KEY,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads"."activities" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"channel" text,
	"direction" text DEFAULT 'none' NOT NULL,
	"actor" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"source_ref" text NOT NULL,
	"data" jsonb NOT NULL,
	"corrects_id" uuid,
	CONSTRAINT "activities_source_key" UNIQUE("source_ref","kind"),
	CONSTRAINT "activities_direction_chk" CHECK ("direction" in ('in','out','none'))
);
--> statement-breakpoint
CREATE TABLE "leads"."contact_points" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"role" text NOT NULL,
	"is_primary" boolean NOT NULL,
	"phone_type" text,
	"state" text DEFAULT 'ok' NOT NULL,
	"bad_reason" text,
	"verified_at" timestamp with time zone,
	"moved_by_merge" uuid,
	CONSTRAINT "contact_points_lead_value_key" UNIQUE("lead_id","kind","value"),
	CONSTRAINT "contact_points_kind_chk" CHECK ("kind" in ('phone','email')),
	CONSTRAINT "contact_points_role_chk" CHECK ("role" in ('identifying','shared')),
	CONSTRAINT "contact_points_value_chk" CHECK (case "kind" when 'phone' then "value" ~ '^\+[1-9][0-9]{5,14}$' else "value" = lower("value") and length("value") between 3 and 254 and position('@' in "value") > 1 end),
	CONSTRAINT "contact_points_phone_type_chk" CHECK (("kind" = 'phone') = ("phone_type" is not null) and "phone_type" in ('mobile','fixed','unknown')),
	CONSTRAINT "contact_points_state_chk" CHECK ("state" in ('ok','bad') and ("state" = 'bad') = ("bad_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "leads"."intakes" (
	"id" uuid PRIMARY KEY,
	"channel" text NOT NULL,
	"source_ref" text NOT NULL,
	"raw" jsonb,
	"normalised" jsonb NOT NULL,
	"campaign_id" uuid,
	"source_id" uuid,
	"vendor_id" uuid,
	"import_id" uuid,
	"owning_head_id" uuid,
	"captured_by" uuid,
	"outcome" text NOT NULL,
	"matched_by" text,
	"reject_code" text,
	"lead_id" uuid,
	"merge_id" uuid,
	"before" jsonb,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "intakes_source_key" UNIQUE("channel","source_ref"),
	CONSTRAINT "intakes_channel_chk" CHECK ("channel" in ('csv','vendor','form','manual','signup','application','inbound-call','inbound-whatsapp')),
	CONSTRAINT "intakes_outcome_chk" CHECK ("outcome" in ('created','matched','updated','shared-phone','rejected') and ("outcome" = 'rejected') = ("reject_code" is not null) and ("outcome" = 'rejected') = ("lead_id" is null)),
	CONSTRAINT "intakes_matched_by_chk" CHECK ("matched_by" in ('phone','email') and ("outcome" in ('matched','updated')) = ("matched_by" is not null))
);
--> statement-breakpoint
CREATE TABLE "leads"."leads" (
	"id" uuid PRIMARY KEY,
	"number" bigint CONSTRAINT "leads_number_key" UNIQUE GENERATED ALWAYS AS IDENTITY (sequence name "leads"."leads_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"platform" text NOT NULL,
	"full_name" text DEFAULT '' NOT NULL,
	"name_key" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"lost_reason" text,
	"temperature" text,
	"temperature_at" timestamp with time zone,
	"predicted_interest" text,
	"predicted_at" timestamp with time zone,
	"city" text,
	"state" text,
	"college" text,
	"graduation_year" smallint,
	"profession" text,
	"language" text,
	"time_zone" text DEFAULT 'Asia/Kolkata' NOT NULL,
	"extra" jsonb NOT NULL,
	"owning_head_id" uuid,
	"assigned_to" uuid,
	"counsellor_id" uuid,
	"captured_by" uuid,
	"first_source_id" uuid,
	"first_intake_at" timestamp with time zone NOT NULL,
	"first_attempt_at" timestamp with time zone,
	"last_attempt_at" timestamp with time zone,
	"last_activity_at" timestamp with time zone NOT NULL,
	"status_since" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempt_days" integer DEFAULT 0 NOT NULL,
	"root_id" uuid NOT NULL,
	"converted_user_id" uuid,
	"reopened" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "leads_status_chk" CHECK ("status" in ('new','attempted','contacted','interested','counselling-booked','counselled','applied','paid','enrolled','lost','invalid','merged','withdrawn')),
	CONSTRAINT "leads_merged_chk" CHECK (("status" = 'merged') = ("root_id" <> "id")),
	CONSTRAINT "leads_lost_reason_chk" CHECK (("status" in ('lost','invalid')) = ("lost_reason" is not null)),
	CONSTRAINT "leads_extra_chk" CHECK (jsonb_typeof("extra") = 'object' and octet_length("extra"::text) <= 16384),
	CONSTRAINT "leads_temperature_chk" CHECK ("temperature" in ('hot','warm','cold') and "predicted_interest" in ('hot','warm','cold')),
	CONSTRAINT "leads_counts_chk" CHECK ("attempts" >= 0 and "attempt_days" between 0 and "attempts" and "reopened" >= 0)
);
--> statement-breakpoint
CREATE TABLE "leads"."status_changes" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"from_status" text NOT NULL,
	"to_status" text NOT NULL,
	"disposition" text,
	"reason" text,
	"actor" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"seconds_in_previous" bigint NOT NULL,
	CONSTRAINT "status_changes_moved_chk" CHECK ("from_status" <> "to_status" and "seconds_in_previous" >= 0)
);
--> statement-breakpoint
CREATE TABLE "ledger"."accounts" (
	"id" uuid PRIMARY KEY,
	"unit" text NOT NULL,
	"owner_domain" text NOT NULL,
	"owner_kind" text NOT NULL,
	"owner_id" text NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"floor" text NOT NULL,
	"lots" boolean NOT NULL,
	"available" bigint,
	"held" bigint,
	"version" bigint DEFAULT 0 NOT NULL,
	"last_posted_at" timestamp with time zone,
	"frozen_at" timestamp with time zone,
	"frozen_reason" text,
	"meta" jsonb DEFAULT '{}' NOT NULL,
	CONSTRAINT "accounts_owner_key" UNIQUE("owner_domain","owner_kind","owner_id","name","unit"),
	CONSTRAINT "accounts_id_unit_key" UNIQUE("id","unit"),
	CONSTRAINT "accounts_kind_chk" CHECK ("mode" in ('running', 'system') and "floor" in ('zero', 'none') and ("mode" = 'running' or "floor" = 'none')
        and ("mode" = 'system') = ("available" is null) and ("mode" = 'system') = ("held" is null)
        and (not "lots" or ("mode" = 'running' and "floor" = 'zero')) and ("frozen_at" is null) = ("frozen_reason" is null)),
	CONSTRAINT "accounts_floor_chk" CHECK ("floor" = 'none' or "available" >= 0),
	CONSTRAINT "accounts_range_chk" CHECK ("available" between -9007199254740991 and 9007199254740991 and "held" between 0 and 9007199254740991)
);
--> statement-breakpoint
CREATE TABLE "ledger"."units" (
	"code" text PRIMARY KEY,
	"scale" smallint NOT NULL,
	"owner_domain" text NOT NULL,
	CONSTRAINT "units_scale_chk" CHECK ("scale" between 0 and 9)
);
--> statement-breakpoint
CREATE TABLE "notifications"."email_attempts" (
	"email_id" uuid,
	"attempt_no" integer,
	"provider" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"outcome" text,
	"answer" text,
	CONSTRAINT "email_attempts_pkey" PRIMARY KEY("email_id","attempt_no"),
	CONSTRAINT "email_attempts_outcome_chk" CHECK (("finished_at" is null) = ("outcome" is null))
);
--> statement-breakpoint
CREATE TABLE "notifications"."email_events" (
	"id" uuid PRIMARY KEY,
	"provider" text NOT NULL,
	"provider_event_id" text NOT NULL,
	"provider_message_id" text NOT NULL,
	"email_id" uuid,
	"type" text NOT NULL,
	"permanent" boolean,
	"reason" text,
	"recipients" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "email_events_provider_key" UNIQUE("provider","provider_event_id"),
	CONSTRAINT "email_events_state_chk" CHECK ("state" in ('waiting', 'applied', 'filed'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."emails" (
	"id" uuid PRIMARY KEY,
	"intent_id" uuid NOT NULL,
	"resend_of" uuid CONSTRAINT "emails_resend_of_key" UNIQUE,
	"kind" text NOT NULL,
	"class" text NOT NULL,
	"platform" text NOT NULL,
	"user_id" uuid,
	"lead_id" uuid,
	"to_address" text NOT NULL,
	"address_hash" text NOT NULL,
	"to_name" text,
	"from_address" text,
	"subject" text,
	"body_text" text,
	"template_version" text,
	"list_code" text,
	"state" text NOT NULL,
	"rank" smallint GENERATED ALWAYS AS ((case state when 'sending' then 1 when 'in_doubt' then 1 when 'sent' then 2 when 'delivered' then 3 when 'bounced' then 4 when 'complained' then 5 else 0 end)) STORED,
	"due_at" timestamp with time zone NOT NULL,
	"priority" smallint NOT NULL,
	"provider" text,
	"provider_message_id" text,
	"message_id" text NOT NULL CONSTRAINT "emails_message_id_key" UNIQUE,
	"attempts" integer DEFAULT 0 NOT NULL,
	"doubts" integer DEFAULT 0 NOT NULL,
	"leased_until" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"redacted" boolean NOT NULL,
	CONSTRAINT "emails_provider_message_key" UNIQUE("provider","provider_message_id"),
	CONSTRAINT "emails_state_chk" CHECK ("state" in ('queued', 'deferred', 'sending', 'in_doubt', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'cancelled', 'suppressed')),
	CONSTRAINT "emails_lease_chk" CHECK (("state" = 'sending') = ("leased_until" is not null)),
	CONSTRAINT "emails_redacted_chk" CHECK (not ("redacted" and "body_text" is not null))
);
--> statement-breakpoint
CREATE TABLE "notifications"."intents" (
	"id" uuid PRIMARY KEY,
	"kind" text NOT NULL,
	"platform" text NOT NULL,
	"user_id" uuid,
	"address" text,
	"lead_id" uuid,
	"recipient_key" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"data" jsonb NOT NULL,
	"sealed" text,
	"expires_at" timestamp with time zone,
	"origin" text,
	"requested_at" timestamp with time zone NOT NULL,
	"requested_by" uuid,
	"state" text NOT NULL,
	"decision" text,
	"reason" text,
	"facts" jsonb NOT NULL,
	"decided_at" timestamp with time zone,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "intents_request_key" UNIQUE("kind","recipient_key","dedupe_key"),
	CONSTRAINT "intents_recipient_chk" CHECK ("user_id" is not null or "address" is not null or "state" not in ('requested', 'deferred')),
	CONSTRAINT "intents_state_chk" CHECK ("state" in ('requested', 'deferred', 'allowed', 'settled', 'suppressed', 'refused', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "requests"."keys" (
	"actor" text,
	"verb" text,
	"key" text,
	"body_hash" text NOT NULL,
	"response" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "keys_pkey" PRIMARY KEY("actor","verb","key")
);
--> statement-breakpoint
CREATE TABLE "requests"."rates" (
	"bucket" text,
	"window_start" timestamp with time zone,
	"used" integer NOT NULL,
	CONSTRAINT "rates_pkey" PRIMARY KEY("bucket","window_start")
);
--> statement-breakpoint
CREATE TABLE "settings"."changes" (
	"id" uuid PRIMARY KEY,
	"key" text NOT NULL,
	"old" jsonb,
	"new" jsonb NOT NULL,
	"base_version" integer NOT NULL,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings"."values" (
	"key" text PRIMARY KEY,
	"value" jsonb NOT NULL,
	"version" integer NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "values_version_chk" CHECK ("version" >= 1)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."inbox" (
	"id" uuid PRIMARY KEY,
	"provider" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"event_type" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"raw" bytea,
	"raw_until" timestamp with time zone NOT NULL,
	"headers" jsonb NOT NULL,
	"secret_version" integer,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"due_at" timestamp with time zone,
	"parked_since" timestamp with time zone,
	"outcome" jsonb,
	"processed_at" timestamp with time zone,
	CONSTRAINT "inbox_state_chk" CHECK ("state" in ('received', 'processed', 'ignored', 'parked', 'dead')),
	CONSTRAINT "inbox_due_chk" CHECK (("due_at" is not null) = ("state" in ('received', 'parked'))),
	CONSTRAINT "inbox_raw_size_chk" CHECK (octet_length("raw") <= 1048576),
	CONSTRAINT "inbox_dedupe_key_size_chk" CHECK (length("dedupe_key") between 1 and 300)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."inbox_keys" (
	"provider" text,
	"dedupe_key" text,
	"inbox_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "inbox_keys_pkey" PRIMARY KEY("provider","dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "webhooks"."rejections" (
	"provider" text,
	"minute" timestamp with time zone,
	"reason" text,
	"count" integer NOT NULL,
	"sample" jsonb NOT NULL,
	CONSTRAINT "rejections_pkey" PRIMARY KEY("provider","minute","reason"),
	CONSTRAINT "rejections_reason_chk" CHECK ("reason" in ('bad-signature', 'stale', 'malformed', 'too-large'))
);
--> statement-breakpoint
CREATE TABLE "identity"."challenges" (
	"id" uuid PRIMARY KEY,
	"purpose" text NOT NULL,
	"channel" text NOT NULL,
	"platform" text NOT NULL,
	"user_id" uuid,
	"address_mac" bytea NOT NULL,
	"code_mac" bytea NOT NULL,
	"sealed_code" bytea,
	"pending_password" text,
	"payload" bytea,
	"attempts" integer DEFAULT 0 NOT NULL,
	"sends" integer DEFAULT 1 NOT NULL,
	"last_sent_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"code_expires_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	CONSTRAINT "challenges_attempts_chk" CHECK (attempts between 0 and 5),
	CONSTRAINT "challenges_channel_chk" CHECK (channel in ('email', 'sms', 'whatsapp'))
);
--> statement-breakpoint
CREATE TABLE "identity"."role_changes" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"from_role" text NOT NULL,
	"to_role" text NOT NULL,
	"requested_by" uuid NOT NULL,
	"approved_by" uuid,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	CONSTRAINT "role_changes_state_chk" CHECK (state in ('pending', 'applied', 'rejected', 'expired')),
	CONSTRAINT "role_changes_two_people_chk" CHECK (approved_by <> requested_by)
);
--> statement-breakpoint
CREATE TABLE "identity"."throttles" (
	"key" bytea PRIMARY KEY,
	"failures" integer NOT NULL,
	"window_started_at" timestamp with time zone NOT NULL,
	"last_failure_at" timestamp with time zone NOT NULL,
	"blocked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "identity"."tickets" (
	"id" uuid PRIMARY KEY,
	"kind" text NOT NULL,
	"hash" bytea NOT NULL,
	"user_id" uuid,
	"payload" bytea,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	CONSTRAINT "tickets_kind_chk" CHECK (kind in ('google-redirect', 'socket', 'invite', 'oauth-state'))
);
--> statement-breakpoint
CREATE TABLE "identity"."recovery_codes" (
	"user_id" uuid,
	"code_hash" bytea,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "recovery_codes_pk" PRIMARY KEY("user_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."totp_factors" (
	"user_id" uuid PRIMARY KEY,
	"sealed_secret" bytea,
	"pending_secret" bytea,
	"confirmed_at" timestamp with time zone,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "totp_factors_confirmed_chk" CHECK ((sealed_secret is null) = (confirmed_at is null)),
	CONSTRAINT "totp_factors_secret_chk" CHECK (sealed_secret is not null or pending_secret is not null)
);
--> statement-breakpoint
CREATE TABLE "identity"."devices" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"proof_hash" bytea NOT NULL,
	"label" text,
	"platform" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"factor_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "identity"."refresh_tokens" (
	"id" uuid PRIMARY KEY,
	"session_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"predecessor" integer,
	"token_hash" bytea NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"rotated_at" timestamp with time zone,
	"voided_at" timestamp with time zone,
	"sealed_successor" bytea,
	"key_version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."session_horizon" (
	"id" boolean PRIMARY KEY DEFAULT true,
	"ends_until" timestamp with time zone NOT NULL,
	CONSTRAINT "session_horizon_one_row_chk" CHECK (id)
);
--> statement-breakpoint
CREATE TABLE "identity"."sessions" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"token" text NOT NULL,
	"kind" text DEFAULT 'normal' NOT NULL,
	"via_user_id" uuid,
	"opening_id" uuid,
	"platform" text NOT NULL,
	"method" text NOT NULL,
	"amr" text[] NOT NULL,
	"device_id" uuid,
	"ip" text,
	"user_agent" text,
	"epoch" integer DEFAULT 0 NOT NULL,
	"seen_generation" integer DEFAULT 0 NOT NULL,
	"authenticated_at" timestamp with time zone NOT NULL,
	"factor_at" timestamp with time zone NOT NULL,
	"restricted" text,
	"idle_expires_at" timestamp with time zone NOT NULL,
	"absolute_expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sessions_kind_chk" CHECK (kind in ('normal', 'impersonation', 'break-glass')),
	CONSTRAINT "sessions_restricted_chk" CHECK (restricted is null or restricted = 'enrol-factor'),
	CONSTRAINT "sessions_ended_chk" CHECK ((ended_at is null) = (end_reason is null)),
	CONSTRAINT "sessions_end_reason_chk" CHECK (end_reason in ('sign-out', 'by-user', 'by-admin', 'password-changed', 'factor-changed', 'blocked', 'refresh-reuse', 'idle', 'absolute', 'displaced', 'closed', 'erased', 'all-ended')),
	CONSTRAINT "sessions_expiry_chk" CHECK (idle_expires_at <= absolute_expires_at)
);
--> statement-breakpoint
CREATE TABLE "leads"."consents" (
	"id" uuid PRIMARY KEY,
	"value_hash" text NOT NULL,
	"value" text,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"state" text NOT NULL,
	"basis" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"expired_at" timestamp with time zone,
	"actor" text NOT NULL,
	"lead_id" uuid,
	CONSTRAINT "consents_channel_chk" CHECK ("channel" in ('call','sms','whatsapp','email','all') and "purpose" in ('promotional','service')),
	CONSTRAINT "consents_state_chk" CHECK ("state" in ('granted','withdrawn') and "basis" in ('explicit','enquiry','inbound','operator'))
);
--> statement-breakpoint
CREATE TABLE "leads"."contact_days" (
	"value_hash" text,
	"day" date,
	"channel_class" text,
	"attempts" integer NOT NULL,
	"cap_at_write" integer NOT NULL,
	CONSTRAINT "contact_days_pkey" PRIMARY KEY("value_hash","day","channel_class"),
	CONSTRAINT "contact_days_cap_chk" CHECK ("attempts" <= "cap_at_write"),
	CONSTRAINT "contact_days_class_chk" CHECK ("channel_class" in ('call','promo'))
);
--> statement-breakpoint
CREATE TABLE "leads"."contact_permits" (
	"id" uuid PRIMARY KEY,
	"value_hash" text NOT NULL,
	"value" text NOT NULL,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"lead_id" uuid,
	"manual" boolean NOT NULL,
	"decision" jsonb NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"used_by" text,
	CONSTRAINT "contact_permits_used_chk" CHECK (("used_at" is null) = ("used_by" is null))
);
--> statement-breakpoint
CREATE TABLE "leads"."dnd_scrubs" (
	"value_hash" text PRIMARY KEY,
	"registered" boolean NOT NULL,
	"categories" jsonb NOT NULL,
	"scrubbed_at" timestamp with time zone NOT NULL,
	"provider_ref" text
);
--> statement-breakpoint
CREATE TABLE "leads"."live_calls" (
	"value_hash" text PRIMARY KEY,
	"holder" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads"."reveals" (
	"user_id" uuid,
	"day" date,
	"shown" integer NOT NULL,
	CONSTRAINT "reveals_pkey" PRIMARY KEY("user_id","day")
);
--> statement-breakpoint
CREATE TABLE "leads"."import_rows" (
	"import_id" uuid,
	"row_no" integer,
	"line" integer NOT NULL,
	"raw" jsonb NOT NULL,
	"problem" text,
	"preview_outcome" text,
	"preview_code" text,
	"outcome" text,
	"error_code" text,
	"duplicate_of_row" integer,
	"lead_id" uuid,
	"merge_id" uuid,
	"before" jsonb,
	"applied_at" timestamp with time zone,
	"undone_at" timestamp with time zone,
	"undo_note" text,
	CONSTRAINT "import_rows_pkey" PRIMARY KEY("import_id","row_no"),
	CONSTRAINT "import_rows_outcome_chk" CHECK ("outcome" in ('created','matched','updated','shared-phone','rejected') and "preview_outcome" in ('created','matched','updated','shared-phone','rejected')),
	CONSTRAINT "import_rows_code_chk" CHECK (("outcome" is not distinct from 'rejected') = ("error_code" is not null)),
	CONSTRAINT "import_rows_applied_chk" CHECK (("outcome" is null) = ("applied_at" is null))
);
--> statement-breakpoint
CREATE TABLE "leads"."import_values" (
	"import_id" uuid,
	"run" integer,
	"kind" char(1),
	"value" text,
	"row_no" integer,
	CONSTRAINT "import_values_pkey" PRIMARY KEY("import_id","run","kind","value","row_no")
);
--> statement-breakpoint
CREATE TABLE "leads"."imports" (
	"id" uuid PRIMARY KEY,
	"file_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"file_sha256" text NOT NULL,
	"platform" text NOT NULL,
	"created_by" uuid NOT NULL,
	"state" text NOT NULL,
	"allow_repeat" boolean NOT NULL,
	"header" jsonb,
	"suggested" jsonb,
	"mapping" jsonb,
	"options" jsonb,
	"plan_hash" text,
	"previewed_plan_hash" text,
	"row_count" integer DEFAULT 0 NOT NULL,
	"staged_at" timestamp with time zone,
	"cursor" integer DEFAULT 0 NOT NULL,
	"preview_run" integer DEFAULT 0 NOT NULL,
	"replays_cut" integer DEFAULT 0 NOT NULL,
	"preview_counts" jsonb,
	"counts" jsonb,
	"undo_counts" jsonb,
	"drift" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"report_file_id" uuid,
	"report_of" text,
	"created_at" timestamp with time zone NOT NULL,
	"progress_at" timestamp with time zone NOT NULL,
	"previewed_at" timestamp with time zone,
	"committed_at" timestamp with time zone,
	"undone_at" timestamp with time zone,
	"rows_dropped_at" timestamp with time zone,
	CONSTRAINT "imports_state_chk" CHECK ("state" in ('uploaded','mapped','previewing','previewed','committing','paused','committed','undoing','undone','cancelled','failed')),
	CONSTRAINT "imports_failed_chk" CHECK (("state" = 'failed') = ("error_code" is not null)),
	CONSTRAINT "imports_plan_chk" CHECK ("state" in ('uploaded','cancelled','failed') or ("plan_hash" is not null and "staged_at" is not null)),
	CONSTRAINT "imports_cursor_chk" CHECK ("cursor" between 0 and "row_count")
);
--> statement-breakpoint
CREATE TABLE "leads"."conversions" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"product_code" text NOT NULL,
	"enrolled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversions_application_key" UNIQUE("lead_id","application_id")
);
--> statement-breakpoint
CREATE TABLE "leads"."interests" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"product_code" text NOT NULL,
	"session_year" smallint NOT NULL,
	"first_intake_id" uuid,
	"moved_by_merge" uuid,
	CONSTRAINT "interests_lead_product_key" UNIQUE("lead_id","product_code","session_year")
);
--> statement-breakpoint
CREATE TABLE "leads"."pool_count_deltas" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "leads"."pool_count_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dimension" text NOT NULL,
	"key" text NOT NULL,
	"status" text NOT NULL,
	"delta" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads"."pool_counts" (
	"dimension" text,
	"key" text,
	"status" text,
	"count" bigint NOT NULL,
	CONSTRAINT "pool_counts_pkey" PRIMARY KEY("dimension","key","status")
);
--> statement-breakpoint
CREATE TABLE "leads"."campaigns" (
	"id" uuid PRIMARY KEY,
	"code" text NOT NULL CONSTRAINT "campaigns_code_key" UNIQUE,
	"name" text NOT NULL,
	"source_id" uuid NOT NULL,
	"product_code" text NOT NULL,
	"session_year" smallint,
	"cost_paise" bigint DEFAULT 0 NOT NULL,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	CONSTRAINT "campaigns_cost_chk" CHECK ("cost_paise" >= 0)
);
--> statement-breakpoint
CREATE TABLE "leads"."products" (
	"code" text PRIMARY KEY,
	"name" text NOT NULL,
	"current_session_year" smallint,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "products_code_chk" CHECK ("code" ~ '^[a-z0-9][a-z0-9-]{0,59}$')
);
--> statement-breakpoint
CREATE TABLE "leads"."sources" (
	"id" uuid PRIMARY KEY,
	"code" text NOT NULL CONSTRAINT "sources_code_key" UNIQUE,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"default_head_id" uuid
);
--> statement-breakpoint
CREATE TABLE "leads"."tags" (
	"id" uuid PRIMARY KEY,
	"slug" text NOT NULL CONSTRAINT "tags_slug_key" UNIQUE,
	"label" text NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "tags_slug_chk" CHECK ("slug" ~ '^[a-z0-9][a-z0-9-]{0,59}$')
);
--> statement-breakpoint
CREATE TABLE "leads"."duplicate_candidates" (
	"id" uuid PRIMARY KEY,
	"lead_a" uuid NOT NULL,
	"lead_b" uuid NOT NULL,
	"score_bp" integer NOT NULL,
	"signals" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	CONSTRAINT "duplicate_candidates_pair_key" UNIQUE("lead_a","lead_b"),
	CONSTRAINT "duplicate_candidates_order_chk" CHECK ("lead_a" < "lead_b" and "score_bp" between 0 and 10000),
	CONSTRAINT "duplicate_candidates_state_chk" CHECK ("state" in ('open','merged','dismissed'))
);
--> statement-breakpoint
CREATE TABLE "leads"."follow_ups" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"note" text,
	"state" text DEFAULT 'open' NOT NULL,
	"notified_at" timestamp with time zone,
	"missed_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	"moved_by_merge" uuid,
	CONSTRAINT "follow_ups_state_chk" CHECK ("state" in ('open','done','cancelled','missed') and ("state" = 'missed') = ("missed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "leads"."lead_tags" (
	"lead_id" uuid,
	"tag_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"moved_by_merge" uuid,
	CONSTRAINT "lead_tags_pkey" PRIMARY KEY("lead_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "leads"."merges" (
	"id" uuid PRIMARY KEY,
	"survivor_id" uuid NOT NULL,
	"absorbed_id" uuid NOT NULL,
	"actor" text NOT NULL,
	"by_user_id" uuid,
	"reason" text NOT NULL,
	"plan" jsonb NOT NULL,
	"merged_at" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone,
	CONSTRAINT "merges_two_leads_chk" CHECK ("survivor_id" <> "absorbed_id")
);
--> statement-breakpoint
CREATE TABLE "leads"."team_edges" (
	"head_id" uuid,
	"member_id" uuid,
	CONSTRAINT "team_edges_pkey" PRIMARY KEY("head_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "ledger"."checks" (
	"id" uuid PRIMARY KEY,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"accounts" integer DEFAULT 0 NOT NULL,
	"transactions" bigint DEFAULT 0 NOT NULL,
	"found" integer DEFAULT 0 NOT NULL,
	"findings" jsonb DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger"."entries" (
	"transaction_id" uuid,
	"n" integer,
	"account_id" uuid NOT NULL,
	"unit" text NOT NULL,
	"bucket" text NOT NULL,
	"amount" bigint NOT NULL,
	"lot_id" uuid,
	"posted_at" timestamp with time zone NOT NULL,
	"balance_after" bigint,
	CONSTRAINT "entries_pkey" PRIMARY KEY("transaction_id","n"),
	CONSTRAINT "entries_line_chk" CHECK ("bucket" in ('available', 'held') and "amount" <> 0 and "amount" between -9007199254740991 and 9007199254740991)
);
--> statement-breakpoint
CREATE TABLE "ledger"."snapshots" (
	"account_id" uuid,
	"day" date,
	"available" bigint NOT NULL,
	"held" bigint NOT NULL,
	CONSTRAINT "snapshots_pkey" PRIMARY KEY("account_id","day")
);
--> statement-breakpoint
CREATE TABLE "ledger"."transactions" (
	"id" uuid PRIMARY KEY,
	"key" text NOT NULL CONSTRAINT "transactions_key_key" UNIQUE,
	"body_hash" text NOT NULL,
	"kind" text NOT NULL,
	"owner_domain" text NOT NULL,
	"reason" text,
	"ref_type" text,
	"ref_id" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"posted_at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"reverses_id" uuid,
	"result" jsonb NOT NULL,
	CONSTRAINT "transactions_key_chk" CHECK (length("key") between 3 and 200 and starts_with("key", "owner_domain" || ':')),
	CONSTRAINT "transactions_ref_chk" CHECK (("ref_type" is null) = ("ref_id" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger"."hold_lots" (
	"hold_id" uuid,
	"lot_id" uuid,
	"qty" bigint NOT NULL,
	"captured" bigint DEFAULT 0 NOT NULL,
	"refunded" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "hold_lots_pkey" PRIMARY KEY("hold_id","lot_id"),
	CONSTRAINT "hold_lots_parts_chk" CHECK ("qty" > 0 and 0 <= "refunded" and "refunded" <= "captured" and "captured" <= "qty")
);
--> statement-breakpoint
CREATE TABLE "ledger"."holds" (
	"id" uuid PRIMARY KEY,
	"account_id" uuid NOT NULL,
	"qty" bigint NOT NULL,
	"captured" bigint DEFAULT 0 NOT NULL,
	"refunded" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"purpose" text NOT NULL,
	"body_hash" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"meta" jsonb DEFAULT '{}' NOT NULL,
	CONSTRAINT "holds_parts_chk" CHECK ("qty" between 1 and 9007199254740991 and 0 <= "refunded" and "refunded" <= "captured" and "captured" <= "qty"),
	CONSTRAINT "holds_state_chk" CHECK ("state" in ('open', 'captured', 'released') and ("state" = 'captured') = ("captured" > 0) and ("state" = 'open') = ("ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger"."lot_extensions" (
	"key" text PRIMARY KEY,
	"body_hash" text NOT NULL,
	"lot_id" uuid NOT NULL,
	"before" timestamp with time zone,
	"after" timestamp with time zone,
	"extended_at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	CONSTRAINT "lot_extensions_key_chk" CHECK (length("key") between 3 and 200)
);
--> statement-breakpoint
CREATE TABLE "ledger"."lots" (
	"id" uuid PRIMARY KEY,
	"account_id" uuid NOT NULL,
	"qty" bigint NOT NULL,
	"held" bigint DEFAULT 0 NOT NULL,
	"spent" bigint DEFAULT 0 NOT NULL,
	"expired" bigint DEFAULT 0 NOT NULL,
	"revoked" bigint DEFAULT 0 NOT NULL,
	"free" bigint GENERATED ALWAYS AS ((qty - held - spent - expired - revoked)) STORED,
	"has_free" boolean GENERATED ALWAYS AS ((qty > held + spent + expired + revoked)) STORED,
	"rank" smallint NOT NULL,
	"expires_at" timestamp with time zone,
	"added_at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"source_ref" text NOT NULL,
	CONSTRAINT "lots_source_key" UNIQUE("account_id","source","source_ref"),
	CONSTRAINT "lots_parts_chk" CHECK ("qty" between 1 and 9007199254740991 and "held" >= 0 and "spent" >= 0 and "expired" >= 0 and "revoked" >= 0
        and "held" + "spent" + "expired" + "revoked" <= "qty")
);
--> statement-breakpoint
CREATE TABLE "notifications"."day_slots" (
	"user_id" uuid,
	"day" date,
	"slot" smallint,
	"claim_key" text NOT NULL,
	"class" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "day_slots_pkey" PRIMARY KEY("user_id","day","slot"),
	CONSTRAINT "day_slots_claim_key" UNIQUE("user_id","claim_key"),
	CONSTRAINT "day_slots_slot_chk" CHECK ("slot" between 1 and 3)
);
--> statement-breakpoint
CREATE TABLE "notifications"."notices" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"intent_id" uuid NOT NULL CONSTRAINT "notices_intent_key" UNIQUE,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"link" text,
	"created_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone,
	"read_at" timestamp with time zone,
	"archived_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "notices_link_chk" CHECK ("link" ~ '^/($|[^/\\])')
);
--> statement-breakpoint
CREATE TABLE "notifications"."preferences" (
	"user_id" uuid,
	"topic" text,
	"channel" text,
	"is_on" boolean NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "preferences_pkey" PRIMARY KEY("user_id","topic","channel"),
	CONSTRAINT "preferences_mandatory_chk" CHECK ("is_on" or "topic" not in ('account', 'payments'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."quiet_hours" (
	"user_id" uuid PRIMARY KEY,
	"from_time" text NOT NULL,
	"to_time" text NOT NULL,
	"days" jsonb NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications"."unread" (
	"user_id" uuid PRIMARY KEY,
	"n" integer NOT NULL,
	CONSTRAINT "unread_n_chk" CHECK ("n" >= 0)
);
--> statement-breakpoint
CREATE TABLE "notifications"."suppressions" (
	"id" uuid PRIMARY KEY,
	"address_hash" text NOT NULL,
	"address" text,
	"scope" text NOT NULL,
	"reason" text NOT NULL,
	"source" text,
	"note" text,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp with time zone,
	"lifted_at" timestamp with time zone,
	"lifted_by" text,
	CONSTRAINT "suppressions_reason_chk" CHECK ("reason" in ('hard-bounce', 'complaint', 'unsubscribe', 'soft-bounces', 'manual')),
	CONSTRAINT "suppressions_lifted_chk" CHECK (("lifted_at" is null) = ("lifted_by" is null))
);
--> statement-breakpoint
CREATE TABLE "notifications"."template_versions" (
	"template_id" uuid,
	"version" integer,
	"state" text NOT NULL,
	"subject" text NOT NULL,
	"html" text,
	"text" text,
	"variables" jsonb NOT NULL,
	"checksum" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"published_at" timestamp with time zone,
	CONSTRAINT "template_versions_pkey" PRIMARY KEY("template_id","version"),
	CONSTRAINT "template_versions_state_chk" CHECK ("state" in ('draft', 'published', 'retired')),
	CONSTRAINT "template_versions_body_chk" CHECK ("html" is not null or "text" is not null)
);
--> statement-breakpoint
CREATE TABLE "notifications"."templates" (
	"id" uuid PRIMARY KEY,
	"code" text NOT NULL,
	"channel" text NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "templates_code_key" UNIQUE("code","channel","locale")
);
--> statement-breakpoint
CREATE INDEX "anchors_unpublished_idx" ON "audit"."anchors" ("day") WHERE "published_at" is null;--> statement-breakpoint
CREATE INDEX "checkpoints_archive_idx" ON "audit"."checkpoints" ("archive");--> statement-breakpoint
CREATE INDEX "verifications_ok_idx" ON "audit"."verifications" ("kind","id") WHERE "result" = 'ok';--> statement-breakpoint
CREATE INDEX "outbox_name_id_idx" ON "events"."outbox" ("name","id");--> statement-breakpoint
CREATE INDEX "outbox_undispatched_idx" ON "events"."outbox" ("id") WHERE "dispatched_at" is null;--> statement-breakpoint
CREATE INDEX "objects_owner_idx" ON "files"."objects" ("owner_domain","owner_ref");--> statement-breakpoint
CREATE INDEX "objects_subject_idx" ON "files"."objects" ("subject_user_id");--> statement-breakpoint
CREATE INDEX "objects_retain_until_idx" ON "files"."objects" ("retain_until") WHERE "state" = 'stored';--> statement-breakpoint
CREATE INDEX "uploads_expires_at_idx" ON "files"."uploads" ("expires_at") WHERE "completed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_provider_account_key" ON "identity"."accounts" ("provider_id","account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_user_provider_key" ON "identity"."accounts" ("user_id","provider_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "identity"."users" ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "users_verified_phone_key" ON "identity"."users" ("phone") WHERE "phone_verified_at" is not null;--> statement-breakpoint
CREATE INDEX "users_role_idx" ON "identity"."users" ("role","id");--> statement-breakpoint
CREATE INDEX "users_state_idx" ON "identity"."users" ("state","id");--> statement-breakpoint
CREATE INDEX "users_stage_one_idx" ON "identity"."users" ("created_at") WHERE stage = 1 and state = 'active';--> statement-breakpoint
CREATE INDEX "users_blocked_until_idx" ON "identity"."users" ("blocked_until") WHERE "blocked_until" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "verifications_identifier_key" ON "identity"."verifications" ("identifier");--> statement-breakpoint
CREATE INDEX "activities_lead_idx" ON "leads"."activities" ("lead_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "activities_corrects_idx" ON "leads"."activities" ("corrects_id") WHERE "corrects_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "contact_points_identifying_key" ON "leads"."contact_points" ("kind","value" text_pattern_ops) WHERE "role" = 'identifying';--> statement-breakpoint
CREATE UNIQUE INDEX "contact_points_primary_key" ON "leads"."contact_points" ("lead_id","kind") WHERE "is_primary";--> statement-breakpoint
CREATE INDEX "contact_points_shared_idx" ON "leads"."contact_points" ("kind","value" text_pattern_ops) WHERE "role" = 'shared';--> statement-breakpoint
CREATE INDEX "contact_points_merge_idx" ON "leads"."contact_points" ("moved_by_merge") WHERE "moved_by_merge" is not null;--> statement-breakpoint
CREATE INDEX "intakes_lead_idx" ON "leads"."intakes" ("lead_id","id");--> statement-breakpoint
CREATE INDEX "intakes_campaign_idx" ON "leads"."intakes" ("campaign_id","id") WHERE "campaign_id" is not null;--> statement-breakpoint
CREATE INDEX "intakes_source_idx" ON "leads"."intakes" ("source_id","id") WHERE "source_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "leads_converted_user_key" ON "leads"."leads" ("converted_user_id") WHERE "root_id" = "id" and "converted_user_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_root_idx" ON "leads"."leads" ("root_id") WHERE "root_id" <> "id";--> statement-breakpoint
CREATE INDEX "leads_activity_idx" ON "leads"."leads" ("last_activity_at","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_assigned_idx" ON "leads"."leads" ("assigned_to","last_activity_at","id") WHERE "root_id" = "id" and "assigned_to" is not null;--> statement-breakpoint
CREATE INDEX "leads_counsellor_idx" ON "leads"."leads" ("counsellor_id","last_activity_at","id") WHERE "root_id" = "id" and "counsellor_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_head_idx" ON "leads"."leads" ("owning_head_id","last_activity_at","id") WHERE "root_id" = "id" and "owning_head_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_unheld_idx" ON "leads"."leads" ("captured_by","last_activity_at","id") WHERE "root_id" = "id" and "assigned_to" is null and "counsellor_id" is null and "captured_by" is not null;--> statement-breakpoint
CREATE INDEX "leads_status_idx" ON "leads"."leads" ("status","last_activity_at","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_name_key_idx" ON "leads"."leads" ("name_key","id") WHERE "root_id" = "id" and "name_key" <> '';--> statement-breakpoint
CREATE INDEX "leads_source_idx" ON "leads"."leads" ("first_source_id") WHERE "first_source_id" is not null;--> statement-breakpoint
CREATE INDEX "status_changes_lead_idx" ON "leads"."status_changes" ("lead_id","at","id");--> statement-breakpoint
CREATE INDEX "accounts_unit_idx" ON "ledger"."accounts" ("unit","id");--> statement-breakpoint
CREATE INDEX "email_events_email_idx" ON "notifications"."email_events" ("email_id","at");--> statement-breakpoint
CREATE INDEX "email_events_waiting_idx" ON "notifications"."email_events" ("received_at") WHERE "state" = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "emails_first_key" ON "notifications"."emails" ("intent_id") WHERE "resend_of" is null;--> statement-breakpoint
CREATE INDEX "emails_intent_idx" ON "notifications"."emails" ("intent_id");--> statement-breakpoint
CREATE INDEX "emails_due_idx" ON "notifications"."emails" ("due_at","priority") WHERE "state" in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX "emails_lease_idx" ON "notifications"."emails" ("leased_until") WHERE "state" = 'sending';--> statement-breakpoint
CREATE INDEX "emails_doubt_idx" ON "notifications"."emails" ("id") WHERE "state" = 'in_doubt';--> statement-breakpoint
CREATE INDEX "emails_state_idx" ON "notifications"."emails" ("state","id");--> statement-breakpoint
CREATE INDEX "emails_user_idx" ON "notifications"."emails" ("user_id","id");--> statement-breakpoint
CREATE INDEX "emails_address_idx" ON "notifications"."emails" ("address_hash","id");--> statement-breakpoint
CREATE INDEX "emails_body_idx" ON "notifications"."emails" ("created_at") WHERE "body_text" is not null;--> statement-breakpoint
CREATE INDEX "intents_due_idx" ON "notifications"."intents" ("due_at") WHERE "state" in ('requested', 'deferred');--> statement-breakpoint
CREATE INDEX "intents_kind_idx" ON "notifications"."intents" ("kind","id");--> statement-breakpoint
CREATE INDEX "intents_user_idx" ON "notifications"."intents" ("user_id","id");--> statement-breakpoint
CREATE INDEX "intents_sealed_idx" ON "notifications"."intents" ("expires_at") WHERE "sealed" is not null;--> statement-breakpoint
CREATE INDEX "keys_created_at_idx" ON "requests"."keys" ("created_at");--> statement-breakpoint
CREATE INDEX "rates_window_start_idx" ON "requests"."rates" ("window_start");--> statement-breakpoint
CREATE INDEX "changes_key_idx" ON "settings"."changes" ("key","id");--> statement-breakpoint
CREATE INDEX "inbox_provider_state_idx" ON "webhooks"."inbox" ("provider","state","id");--> statement-breakpoint
CREATE INDEX "inbox_state_idx" ON "webhooks"."inbox" ("state","id");--> statement-breakpoint
CREATE INDEX "inbox_provider_idx" ON "webhooks"."inbox" ("provider","id");--> statement-breakpoint
CREATE INDEX "inbox_due_idx" ON "webhooks"."inbox" ("due_at") WHERE "due_at" is not null;--> statement-breakpoint
CREATE INDEX "inbox_raw_until_idx" ON "webhooks"."inbox" ("raw_until") WHERE "raw" is not null;--> statement-breakpoint
CREATE INDEX "inbox_keys_at_idx" ON "webhooks"."inbox_keys" ("at");--> statement-breakpoint
CREATE INDEX "inbox_keys_inbox_id_idx" ON "webhooks"."inbox_keys" ("inbox_id");--> statement-breakpoint
CREATE INDEX "rejections_minute_idx" ON "webhooks"."rejections" ("minute");--> statement-breakpoint
CREATE INDEX "challenges_user_idx" ON "identity"."challenges" ("user_id","purpose");--> statement-breakpoint
CREATE INDEX "challenges_expires_idx" ON "identity"."challenges" ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "role_changes_pending_key" ON "identity"."role_changes" ("user_id") WHERE "state" = 'pending';--> statement-breakpoint
CREATE INDEX "role_changes_user_idx" ON "identity"."role_changes" ("user_id");--> statement-breakpoint
CREATE INDEX "role_changes_requested_by_idx" ON "identity"."role_changes" ("requested_by");--> statement-breakpoint
CREATE INDEX "role_changes_approved_by_idx" ON "identity"."role_changes" ("approved_by");--> statement-breakpoint
CREATE INDEX "throttles_last_failure_idx" ON "identity"."throttles" ("last_failure_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_hash_key" ON "identity"."tickets" ("hash");--> statement-breakpoint
CREATE INDEX "tickets_user_idx" ON "identity"."tickets" ("user_id");--> statement-breakpoint
CREATE INDEX "tickets_expires_idx" ON "identity"."tickets" ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "devices_proof_hash_key" ON "identity"."devices" ("proof_hash");--> statement-breakpoint
CREATE INDEX "devices_user_idx" ON "identity"."devices" ("user_id");--> statement-breakpoint
CREATE INDEX "devices_last_seen_idx" ON "identity"."devices" ("last_seen_at");--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_tokens_hash_key" ON "identity"."refresh_tokens" ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_tokens_generation_key" ON "identity"."refresh_tokens" ("session_id","generation");--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_tokens_current_key" ON "identity"."refresh_tokens" ("session_id") WHERE "rotated_at" is null and "voided_at" is null;--> statement-breakpoint
CREATE INDEX "refresh_tokens_sealed_idx" ON "identity"."refresh_tokens" ("rotated_at") WHERE "sealed_successor" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_key" ON "identity"."sessions" ("token");--> statement-breakpoint
CREATE INDEX "sessions_user_open_idx" ON "identity"."sessions" ("user_id") WHERE "ended_at" is null;--> statement-breakpoint
CREATE INDEX "sessions_user_idx" ON "identity"."sessions" ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_via_user_idx" ON "identity"."sessions" ("via_user_id") WHERE "via_user_id" is not null;--> statement-breakpoint
CREATE INDEX "sessions_device_idx" ON "identity"."sessions" ("device_id");--> statement-breakpoint
CREATE INDEX "sessions_idle_idx" ON "identity"."sessions" ("idle_expires_at") WHERE "ended_at" is null;--> statement-breakpoint
CREATE INDEX "consents_gate_idx" ON "leads"."consents" ("value_hash","channel","purpose","at");--> statement-breakpoint
CREATE INDEX "consents_expiry_idx" ON "leads"."consents" ("expires_at") WHERE "expires_at" is not null and "expired_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "contact_permits_used_by_key" ON "leads"."contact_permits" ("used_by");--> statement-breakpoint
CREATE INDEX "contact_permits_lead_idx" ON "leads"."contact_permits" ("lead_id","issued_at") WHERE "lead_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "live_calls_holder_key" ON "leads"."live_calls" ("holder");--> statement-breakpoint
CREATE INDEX "import_rows_lead_idx" ON "leads"."import_rows" ("lead_id","import_id","row_no") WHERE "lead_id" is not null;--> statement-breakpoint
CREATE INDEX "import_rows_outcome_idx" ON "leads"."import_rows" ("import_id","outcome","row_no") WHERE "outcome" is not null;--> statement-breakpoint
CREATE INDEX "import_rows_preview_idx" ON "leads"."import_rows" ("import_id","preview_outcome","row_no") WHERE "preview_outcome" is not null;--> statement-breakpoint
CREATE INDEX "import_values_row_idx" ON "leads"."import_values" ("import_id","run","row_no");--> statement-breakpoint
CREATE UNIQUE INDEX "imports_file_key" ON "leads"."imports" ("file_id");--> statement-breakpoint
CREATE INDEX "imports_report_file_idx" ON "leads"."imports" ("report_file_id") WHERE "report_file_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "imports_committed_file_key" ON "leads"."imports" ("file_sha256") WHERE "state" in ('committing', 'paused', 'committed', 'undoing') and not "allow_repeat";--> statement-breakpoint
CREATE INDEX "imports_file_sha256_idx" ON "leads"."imports" ("file_sha256");--> statement-breakpoint
CREATE INDEX "imports_creator_idx" ON "leads"."imports" ("created_by","id");--> statement-breakpoint
CREATE INDEX "imports_running_idx" ON "leads"."imports" ("progress_at") WHERE "state" in ('uploaded', 'previewing', 'committing', 'undoing');--> statement-breakpoint
CREATE INDEX "imports_drafts_idx" ON "leads"."imports" ("created_at") WHERE "rows_dropped_at" is null;--> statement-breakpoint
CREATE INDEX "interests_product_idx" ON "leads"."interests" ("product_code","session_year","lead_id");--> statement-breakpoint
CREATE INDEX "interests_merge_idx" ON "leads"."interests" ("moved_by_merge") WHERE "moved_by_merge" is not null;--> statement-breakpoint
CREATE INDEX "pool_count_deltas_key_idx" ON "leads"."pool_count_deltas" ("dimension","key");--> statement-breakpoint
CREATE INDEX "campaigns_source_idx" ON "leads"."campaigns" ("source_id");--> statement-breakpoint
CREATE INDEX "campaigns_product_idx" ON "leads"."campaigns" ("product_code");--> statement-breakpoint
CREATE INDEX "duplicate_candidates_b_idx" ON "leads"."duplicate_candidates" ("lead_b");--> statement-breakpoint
CREATE INDEX "duplicate_candidates_open_idx" ON "leads"."duplicate_candidates" ("score_bp","id") WHERE "state" = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "follow_ups_open_key" ON "leads"."follow_ups" ("lead_id","owner_id") WHERE "state" = 'open';--> statement-breakpoint
CREATE INDEX "follow_ups_lead_idx" ON "leads"."follow_ups" ("lead_id","due_at");--> statement-breakpoint
CREATE INDEX "follow_ups_due_idx" ON "leads"."follow_ups" ("due_at") WHERE "state" = 'open' and "notified_at" is null;--> statement-breakpoint
CREATE INDEX "follow_ups_missed_idx" ON "leads"."follow_ups" ("due_at") WHERE "state" = 'open' and "notified_at" is not null;--> statement-breakpoint
CREATE INDEX "follow_ups_owner_idx" ON "leads"."follow_ups" ("owner_id","state","due_at","id");--> statement-breakpoint
CREATE INDEX "follow_ups_merge_idx" ON "leads"."follow_ups" ("moved_by_merge") WHERE "moved_by_merge" is not null;--> statement-breakpoint
CREATE INDEX "lead_tags_tag_idx" ON "leads"."lead_tags" ("tag_id","lead_id");--> statement-breakpoint
CREATE INDEX "lead_tags_merge_idx" ON "leads"."lead_tags" ("moved_by_merge") WHERE "moved_by_merge" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "merges_absorbed_open_key" ON "leads"."merges" ("absorbed_id") WHERE "undone_at" is null;--> statement-breakpoint
CREATE INDEX "merges_absorbed_idx" ON "leads"."merges" ("absorbed_id");--> statement-breakpoint
CREATE INDEX "merges_survivor_idx" ON "leads"."merges" ("survivor_id","id");--> statement-breakpoint
CREATE INDEX "team_edges_member_idx" ON "leads"."team_edges" ("member_id");--> statement-breakpoint
CREATE INDEX "checks_started_at_idx" ON "ledger"."checks" ("started_at");--> statement-breakpoint
CREATE INDEX "entries_account_idx" ON "ledger"."entries" ("account_id","posted_at","transaction_id","n");--> statement-breakpoint
CREATE INDEX "entries_lot_idx" ON "ledger"."entries" ("lot_id") WHERE "lot_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_reverses_key" ON "ledger"."transactions" ("reverses_id") WHERE "reverses_id" is not null;--> statement-breakpoint
CREATE INDEX "transactions_refund_idx" ON "ledger"."transactions" ("ref_id") WHERE "kind" = 'ledger.refund';--> statement-breakpoint
CREATE INDEX "transactions_late_idx" ON "ledger"."transactions" ("posted_at") WHERE "posted_at" <> "occurred_at";--> statement-breakpoint
CREATE INDEX "hold_lots_lot_idx" ON "ledger"."hold_lots" ("lot_id");--> statement-breakpoint
CREATE INDEX "holds_account_idx" ON "ledger"."holds" ("account_id","id");--> statement-breakpoint
CREATE INDEX "holds_due_idx" ON "ledger"."holds" ("expires_at","id") WHERE "state" = 'open';--> statement-breakpoint
CREATE INDEX "lot_extensions_lot_idx" ON "ledger"."lot_extensions" ("lot_id","extended_at");--> statement-breakpoint
CREATE INDEX "lots_spend_idx" ON "ledger"."lots" ("account_id","expires_at","rank","id") WHERE "has_free";--> statement-breakpoint
CREATE INDEX "lots_expiry_idx" ON "ledger"."lots" ("expires_at","id") WHERE "has_free";--> statement-breakpoint
CREATE UNIQUE INDEX "day_slots_marketing_key" ON "notifications"."day_slots" ("user_id","day") WHERE "class" = 'marketing';--> statement-breakpoint
CREATE INDEX "notices_live_idx" ON "notifications"."notices" ("user_id","id") WHERE "archived_at" is null;--> statement-breakpoint
CREATE INDEX "notices_unread_idx" ON "notifications"."notices" ("user_id","id") WHERE "read_at" is null and "archived_at" is null;--> statement-breakpoint
CREATE INDEX "notices_archived_idx" ON "notifications"."notices" ("user_id","id") WHERE "archived_at" is not null;--> statement-breakpoint
CREATE INDEX "notices_expiry_idx" ON "notifications"."notices" ("expires_at") WHERE "read_at" is null and "archived_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "suppressions_active_key" ON "notifications"."suppressions" ("address_hash","scope","reason") WHERE "lifted_at" is null;--> statement-breakpoint
CREATE INDEX "suppressions_address_idx" ON "notifications"."suppressions" ("address_hash","id");--> statement-breakpoint
CREATE UNIQUE INDEX "template_versions_published_key" ON "notifications"."template_versions" ("template_id") WHERE "state" = 'published';--> statement-breakpoint
ALTER TABLE "files"."uploads" ADD CONSTRAINT "uploads_object_id_objects_id_fkey" FOREIGN KEY ("object_id") REFERENCES "files"."objects"("id");--> statement-breakpoint
ALTER TABLE "identity"."accounts" ADD CONSTRAINT "accounts_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "leads"."activities" ADD CONSTRAINT "activities_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."activities" ADD CONSTRAINT "activities_corrects_fk" FOREIGN KEY ("corrects_id") REFERENCES "leads"."activities"("id");--> statement-breakpoint
ALTER TABLE "leads"."intakes" ADD CONSTRAINT "intakes_campaign_id_campaigns_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "leads"."campaigns"("id");--> statement-breakpoint
ALTER TABLE "leads"."intakes" ADD CONSTRAINT "intakes_source_id_sources_id_fkey" FOREIGN KEY ("source_id") REFERENCES "leads"."sources"("id");--> statement-breakpoint
ALTER TABLE "leads"."intakes" ADD CONSTRAINT "intakes_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."leads" ADD CONSTRAINT "leads_first_source_id_sources_id_fkey" FOREIGN KEY ("first_source_id") REFERENCES "leads"."sources"("id");--> statement-breakpoint
ALTER TABLE "leads"."leads" ADD CONSTRAINT "leads_root_fk" FOREIGN KEY ("root_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."status_changes" ADD CONSTRAINT "status_changes_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "ledger"."accounts" ADD CONSTRAINT "accounts_unit_fk" FOREIGN KEY ("unit") REFERENCES "ledger"."units"("code");--> statement-breakpoint
ALTER TABLE "notifications"."email_attempts" ADD CONSTRAINT "email_attempts_email_fk" FOREIGN KEY ("email_id") REFERENCES "notifications"."emails"("id");--> statement-breakpoint
ALTER TABLE "notifications"."email_events" ADD CONSTRAINT "email_events_email_fk" FOREIGN KEY ("email_id") REFERENCES "notifications"."emails"("id");--> statement-breakpoint
ALTER TABLE "notifications"."emails" ADD CONSTRAINT "emails_intent_fk" FOREIGN KEY ("intent_id") REFERENCES "notifications"."intents"("id");--> statement-breakpoint
ALTER TABLE "notifications"."emails" ADD CONSTRAINT "emails_resend_of_fk" FOREIGN KEY ("resend_of") REFERENCES "notifications"."emails"("id");--> statement-breakpoint
ALTER TABLE "identity"."challenges" ADD CONSTRAINT "challenges_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."role_changes" ADD CONSTRAINT "role_changes_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."role_changes" ADD CONSTRAINT "role_changes_requested_by_users_id_fkey" FOREIGN KEY ("requested_by") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."role_changes" ADD CONSTRAINT "role_changes_approved_by_users_id_fkey" FOREIGN KEY ("approved_by") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."tickets" ADD CONSTRAINT "tickets_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."totp_factors" ADD CONSTRAINT "totp_factors_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."devices" ADD CONSTRAINT "devices_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_sessions_id_fkey" FOREIGN KEY ("session_id") REFERENCES "identity"."sessions"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_via_user_id_users_id_fkey" FOREIGN KEY ("via_user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_device_id_devices_id_fkey" FOREIGN KEY ("device_id") REFERENCES "identity"."devices"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "leads"."import_rows" ADD CONSTRAINT "import_rows_import_fk" FOREIGN KEY ("import_id") REFERENCES "leads"."imports"("id");--> statement-breakpoint
ALTER TABLE "leads"."import_rows" ADD CONSTRAINT "import_rows_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."imports" ADD CONSTRAINT "imports_file_fk" FOREIGN KEY ("file_id") REFERENCES "files"."objects"("id");--> statement-breakpoint
ALTER TABLE "leads"."imports" ADD CONSTRAINT "imports_report_file_fk" FOREIGN KEY ("report_file_id") REFERENCES "files"."objects"("id");--> statement-breakpoint
ALTER TABLE "leads"."conversions" ADD CONSTRAINT "conversions_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."interests" ADD CONSTRAINT "interests_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."interests" ADD CONSTRAINT "interests_product_fk" FOREIGN KEY ("product_code") REFERENCES "leads"."products"("code");--> statement-breakpoint
ALTER TABLE "leads"."campaigns" ADD CONSTRAINT "campaigns_source_id_sources_id_fkey" FOREIGN KEY ("source_id") REFERENCES "leads"."sources"("id");--> statement-breakpoint
ALTER TABLE "leads"."campaigns" ADD CONSTRAINT "campaigns_product_code_products_code_fkey" FOREIGN KEY ("product_code") REFERENCES "leads"."products"("code");--> statement-breakpoint
ALTER TABLE "leads"."duplicate_candidates" ADD CONSTRAINT "duplicate_candidates_a_fk" FOREIGN KEY ("lead_a") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."duplicate_candidates" ADD CONSTRAINT "duplicate_candidates_b_fk" FOREIGN KEY ("lead_b") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."follow_ups" ADD CONSTRAINT "follow_ups_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."lead_tags" ADD CONSTRAINT "lead_tags_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."lead_tags" ADD CONSTRAINT "lead_tags_tag_fk" FOREIGN KEY ("tag_id") REFERENCES "leads"."tags"("id");--> statement-breakpoint
ALTER TABLE "leads"."merges" ADD CONSTRAINT "merges_survivor_fk" FOREIGN KEY ("survivor_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."merges" ADD CONSTRAINT "merges_absorbed_fk" FOREIGN KEY ("absorbed_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "ledger"."entries" ADD CONSTRAINT "entries_transaction_fk" FOREIGN KEY ("transaction_id") REFERENCES "ledger"."transactions"("id");--> statement-breakpoint
ALTER TABLE "ledger"."entries" ADD CONSTRAINT "entries_account_fk" FOREIGN KEY ("account_id","unit") REFERENCES "ledger"."accounts"("id","unit");--> statement-breakpoint
ALTER TABLE "ledger"."entries" ADD CONSTRAINT "entries_lot_fk" FOREIGN KEY ("lot_id") REFERENCES "ledger"."lots"("id");--> statement-breakpoint
ALTER TABLE "ledger"."snapshots" ADD CONSTRAINT "snapshots_account_fk" FOREIGN KEY ("account_id") REFERENCES "ledger"."accounts"("id");--> statement-breakpoint
ALTER TABLE "ledger"."transactions" ADD CONSTRAINT "transactions_reverses_fk" FOREIGN KEY ("reverses_id") REFERENCES "ledger"."transactions"("id");--> statement-breakpoint
ALTER TABLE "ledger"."hold_lots" ADD CONSTRAINT "hold_lots_hold_fk" FOREIGN KEY ("hold_id") REFERENCES "ledger"."holds"("id");--> statement-breakpoint
ALTER TABLE "ledger"."hold_lots" ADD CONSTRAINT "hold_lots_lot_fk" FOREIGN KEY ("lot_id") REFERENCES "ledger"."lots"("id");--> statement-breakpoint
ALTER TABLE "ledger"."holds" ADD CONSTRAINT "holds_account_fk" FOREIGN KEY ("account_id") REFERENCES "ledger"."accounts"("id");--> statement-breakpoint
ALTER TABLE "ledger"."lot_extensions" ADD CONSTRAINT "lot_extensions_lot_fk" FOREIGN KEY ("lot_id") REFERENCES "ledger"."lots"("id");--> statement-breakpoint
ALTER TABLE "ledger"."lots" ADD CONSTRAINT "lots_account_fk" FOREIGN KEY ("account_id") REFERENCES "ledger"."accounts"("id");--> statement-breakpoint
ALTER TABLE "notifications"."notices" ADD CONSTRAINT "notices_intent_fk" FOREIGN KEY ("intent_id") REFERENCES "notifications"."intents"("id");--> statement-breakpoint
ALTER TABLE "notifications"."template_versions" ADD CONSTRAINT "template_versions_template_fk" FOREIGN KEY ("template_id") REFERENCES "notifications"."templates"("id");