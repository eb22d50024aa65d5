CREATE SCHEMA "identity";
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
CREATE TABLE "identity"."devices" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"proof_hash" bytea NOT NULL,
	"label" text,
	"platform" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
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
CREATE UNIQUE INDEX "accounts_provider_account_key" ON "identity"."accounts" ("provider_id","account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_user_provider_key" ON "identity"."accounts" ("user_id","provider_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "identity"."users" ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "users_verified_phone_key" ON "identity"."users" ("phone") WHERE "phone_verified_at" is not null;--> statement-breakpoint
CREATE INDEX "users_role_idx" ON "identity"."users" ("role","id");--> statement-breakpoint
CREATE INDEX "users_state_idx" ON "identity"."users" ("state","id");--> statement-breakpoint
CREATE INDEX "users_stage_one_idx" ON "identity"."users" ("created_at") WHERE stage = 1 and state = 'active';--> statement-breakpoint
CREATE INDEX "users_blocked_until_idx" ON "identity"."users" ("blocked_until") WHERE "blocked_until" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "verifications_identifier_key" ON "identity"."verifications" ("identifier");--> statement-breakpoint
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
ALTER TABLE "identity"."accounts" ADD CONSTRAINT "accounts_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."challenges" ADD CONSTRAINT "challenges_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."role_changes" ADD CONSTRAINT "role_changes_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."role_changes" ADD CONSTRAINT "role_changes_requested_by_users_id_fkey" FOREIGN KEY ("requested_by") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."role_changes" ADD CONSTRAINT "role_changes_approved_by_users_id_fkey" FOREIGN KEY ("approved_by") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."tickets" ADD CONSTRAINT "tickets_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."devices" ADD CONSTRAINT "devices_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_sessions_id_fkey" FOREIGN KEY ("session_id") REFERENCES "identity"."sessions"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_via_user_id_users_id_fkey" FOREIGN KEY ("via_user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_device_id_devices_id_fkey" FOREIGN KEY ("device_id") REFERENCES "identity"."devices"("id") ON DELETE SET NULL;