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
ALTER TABLE "identity"."role_changes" ADD COLUMN "by_one_admin" boolean DEFAULT false NOT NULL;--> statement-breakpoint
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
ALTER TABLE "identity"."break_glass_credentials" ADD CONSTRAINT "break_glass_credentials_custodian_a_users_id_fkey" FOREIGN KEY ("custodian_a") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_credentials" ADD CONSTRAINT "break_glass_credentials_custodian_b_users_id_fkey" FOREIGN KEY ("custodian_b") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_credentials" ADD CONSTRAINT "break_glass_credentials_sealed_by_users_id_fkey" FOREIGN KEY ("sealed_by") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_openings" ADD CONSTRAINT "break_glass_openings_target_id_users_id_fkey" FOREIGN KEY ("target_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_openings" ADD CONSTRAINT "break_glass_openings_reviewed_by_users_id_fkey" FOREIGN KEY ("reviewed_by") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."break_glass_openings" ADD CONSTRAINT "break_glass_openings_credential_fk" FOREIGN KEY ("credential_id","custodian_a","custodian_b") REFERENCES "identity"."break_glass_credentials"("id","custodian_a","custodian_b");--> statement-breakpoint
ALTER TABLE "identity"."passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_opening_id_break_glass_openings_id_fkey" FOREIGN KEY ("opening_id") REFERENCES "identity"."break_glass_openings"("id");--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_via_chk" CHECK ((kind = 'impersonation') = (via_user_id is not null));--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_via_other_chk" CHECK (via_user_id <> user_id);--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_opening_chk" CHECK ((kind = 'break-glass') = (opening_id is not null));--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_short_chk" CHECK (kind = 'normal' or absolute_expires_at <= authenticated_at + interval '30 minutes');--> statement-breakpoint
ALTER TABLE "identity"."tickets" DROP CONSTRAINT "tickets_kind_chk", ADD CONSTRAINT "tickets_kind_chk" CHECK (kind in ('google-redirect', 'google-token', 'socket', 'invite', 'oauth-state'));