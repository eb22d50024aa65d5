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
DROP INDEX "settings"."changes_key_idx";--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD COLUMN "scope" text DEFAULT 'global' NOT NULL;--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD COLUMN "kind" text DEFAULT 'set' NOT NULL;--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD COLUMN "approved_by" text;--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD COLUMN "effective_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "scope" text DEFAULT 'global';--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "effective_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "set_by" text;--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "change_id" uuid;--> statement-breakpoint
ALTER TABLE "settings"."values" ADD COLUMN "revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "settings"."values" DROP CONSTRAINT "values_pkey";--> statement-breakpoint
ALTER TABLE "settings"."values" ADD CONSTRAINT "values_pkey" PRIMARY KEY("key","scope");--> statement-breakpoint
ALTER TABLE "settings"."changes" ALTER COLUMN "new" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "settings"."values" ALTER COLUMN "value" DROP NOT NULL;--> statement-breakpoint
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
ALTER TABLE "settings"."flag_overrides" ADD CONSTRAINT "flag_overrides_flag_fk" FOREIGN KEY ("flag") REFERENCES "settings"."flags"("flag");--> statement-breakpoint
ALTER TABLE "settings"."flag_rules" ADD CONSTRAINT "flag_rules_flag_fk" FOREIGN KEY ("flag") REFERENCES "settings"."flags"("flag");--> statement-breakpoint
ALTER TABLE "settings"."values" ADD CONSTRAINT "values_change_fk" FOREIGN KEY ("change_id") REFERENCES "settings"."changes"("id");--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD CONSTRAINT "changes_kind_chk" CHECK ("kind" in ('set', 'revert', 'schedule', 'import', 'rules', 'override', 'kill', 'lift'));--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD CONSTRAINT "changes_base_version_chk" CHECK ("base_version" >= 0);--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD CONSTRAINT "changes_reason_chk" CHECK (char_length("reason") >= 5);--> statement-breakpoint
ALTER TABLE "settings"."changes" ADD CONSTRAINT "changes_approver_chk" CHECK ("approved_by" <> "by");--> statement-breakpoint
ALTER TABLE "settings"."values" ADD CONSTRAINT "values_scope_chk" CHECK ("scope" ~ '^(global|platform:[a-z][a-z-]{0,39})$');